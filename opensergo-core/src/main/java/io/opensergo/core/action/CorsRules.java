package io.opensergo.core.action;

import java.util.List;

import io.opensergo.core.match.StringMatcher;
import io.opensergo.core.rule.HttpPolicies.CorsPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Answers preflight requests and marks answers for origins that are allowed.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/cors_filter">Envoy:
 * CORS</a>
 */
public final class CorsRules {

	/**
	 * The header with the origin of the page that calls.
	 */
	public static final String ORIGIN = "Origin";

	/**
	 * The header that makes an {@code OPTIONS} request a preflight request.
	 */
	public static final String REQUEST_METHOD = "Access-Control-Request-Method";

	private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";

	private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

	private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";

	private static final String IGNORE = "IGNORE";

	private static final String ANY = "*";

	private final CorsPolicy policy;

	private final List<StringMatcher> origins;

	private CorsRules(CorsPolicy policy) {
		this.policy = policy;
		this.origins = policy.allowOrigins().stream().map(StringMatcher::of).toList();
	}

	static @Nullable CorsRules of(@Nullable CorsPolicy policy) {
		return (policy != null) ? new CorsRules(policy) : null;
	}

	/**
	 * Whether a request asks for permission to make another one.
	 * @param method its method
	 * @param headers its headers
	 * @return {@code true} for a preflight request
	 */
	public static boolean isPreflight(String method, MutableHeaders headers) {
		return method.equals("OPTIONS") && isPresent(headers.get(ORIGIN)) && isPresent(headers.get(REQUEST_METHOD));
	}

	private static boolean isPresent(@Nullable String value) {
		return value != null && !value.isEmpty();
	}

	/**
	 * Whether a preflight request is answered here and not by the destination: always for
	 * an allowed origin, for others when the rule says {@code IGNORE}.
	 * @param method the method of the request
	 * @param request the headers of the request
	 * @return {@code true} when {@link #answer} is the answer, with status 200 and no
	 * body
	 */
	public boolean isAnswered(String method, MutableHeaders request) {
		if (!isPreflight(method, request)) {
			return false;
		}
		return IGNORE.equals(this.policy.unmatchedPreflights()) || allowed(request) != null;
	}

	/**
	 * Writes the answer to a preflight request.
	 * @param request the headers of the request
	 * @param response the headers of the response
	 */
	public void answer(MutableHeaders request, MutableHeaders response) {
		String origin = allowed(request);
		if (origin != null) {
			response.set(ALLOW_ORIGIN, origin);
		}
		if (Boolean.TRUE.equals(this.policy.allowCredentials())) {
			response.set(ALLOW_CREDENTIALS, "true");
		}
		write(response, "Access-Control-Allow-Methods", this.policy.allowMethods(), request.get(REQUEST_METHOD));
		write(response, "Access-Control-Allow-Headers", this.policy.allowHeaders(), request.get(REQUEST_HEADERS));
		if (this.policy.maxAge() != null) {
			response.set("Access-Control-Max-Age", String.valueOf(this.policy.maxAge().toSeconds()));
		}
	}

	private static void write(MutableHeaders response, String name, List<String> values, @Nullable String asked) {
		String value = String.join(",", values);
		if (value.equals(ANY)) {
			value = (asked != null) ? asked : "";
		}
		if (!value.isEmpty()) {
			response.set(name, value);
		}
	}

	/**
	 * Marks an answer, when the origin of its request is allowed. What the destination
	 * said of the origin is replaced.
	 * @param request the headers of the request
	 * @param response the headers of the response
	 */
	public void mark(MutableHeaders request, MutableHeaders response) {
		String origin = allowed(request);
		if (origin == null) {
			return;
		}
		response.set(ALLOW_ORIGIN, origin);
		if (Boolean.TRUE.equals(this.policy.allowCredentials())) {
			response.set(ALLOW_CREDENTIALS, "true");
		}
		if (!this.policy.exposeHeaders().isEmpty()) {
			response.set("Access-Control-Expose-Headers", String.join(",", this.policy.exposeHeaders()));
		}
	}

	private @Nullable String allowed(MutableHeaders request) {
		String origin = request.get(ORIGIN);
		if (origin == null || origin.isEmpty()) {
			return null;
		}
		for (StringMatcher matcher : this.origins) {
			if (matcher.matches(ANY) || matcher.matches(origin)) {
				return origin;
			}
		}
		return null;
	}

}
