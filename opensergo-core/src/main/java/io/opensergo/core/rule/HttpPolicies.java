package io.opensergo.core.rule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What happens to a forwarded request on its way, besides the choice of the destination.
 *
 * @param rewrite a new path or authority, or {@code null}
 * @param timeout how long the whole answer may take, {@code null} for no limit of ours
 * @param retries when to try again, or {@code null}
 * @param fault delays and aborts on purpose, or {@code null}
 * @param mirrors copies of the request
 * @param cors the CORS policy, or {@code null}
 * @param headers header operations of the route
 */
public record HttpPolicies(@Nullable Rewrite rewrite, @Nullable Duration timeout, @Nullable Retries retries,
		@Nullable Fault fault, List<Mirror> mirrors, @Nullable CorsPolicy cors, HeaderOperations headers) {

	/**
	 * Nothing but forwarding.
	 */
	public static final HttpPolicies NONE = new HttpPolicies(null, null, null, null, List.of(), null,
			HeaderOperations.NONE);

	public HttpPolicies {
		mirrors = List.copyOf(mirrors);
		Objects.requireNonNull(headers, "headers");
	}

	/**
	 * A changed path or authority.
	 *
	 * @param uri what replaces the matched part of the path, or {@code null}
	 * @param uriRegex a regular expression on the path, or {@code null}
	 * @param authority the new authority, or {@code null}
	 */
	public record Rewrite(@Nullable String uri, @Nullable RegexRewrite uriRegex, @Nullable String authority) {
	}

	/**
	 * A regular-expression replacement, all occurrences.
	 *
	 * @param match the expression, RE2 syntax
	 * @param rewrite the replacement, groups as {@code \1}
	 */
	public record RegexRewrite(String match, String rewrite) {

		public RegexRewrite {
			Objects.requireNonNull(match, "match");
			Objects.requireNonNull(rewrite, "rewrite");
		}

	}

	/**
	 * When to try again.
	 *
	 * @param attempts the number of retries, 0 for none
	 * @param perTryTimeout how long one try may take, or {@code null}
	 * @param retryOn the conditions, comma separated as in Envoy, or {@code null} for the
	 * default
	 * @param backoff the base of the exponential back-off, or {@code null} for 25 ms
	 * @param retryRemoteLocalities whether other localities may be tried
	 * @param retryIgnorePreviousHosts whether an instance that failed is left out,
	 * {@code null} for the default, yes
	 */
	public record Retries(int attempts, @Nullable Duration perTryTimeout, @Nullable String retryOn,
			@Nullable Duration backoff, boolean retryRemoteLocalities, @Nullable Boolean retryIgnorePreviousHosts) {

		/**
		 * Creates retries that leave out failed instances.
		 * @param attempts the number of retries
		 * @param perTryTimeout how long one try may take, or {@code null}
		 * @param retryOn the conditions, or {@code null}
		 * @param backoff the base of the back-off, or {@code null}
		 * @param retryRemoteLocalities whether other localities may be tried
		 */
		public Retries(int attempts, @Nullable Duration perTryTimeout, @Nullable String retryOn,
				@Nullable Duration backoff, boolean retryRemoteLocalities) {
			this(attempts, perTryTimeout, retryOn, backoff, retryRemoteLocalities, null);
		}

	}

	/**
	 * Faults on purpose.
	 *
	 * @param delay a delay, or {@code null}
	 * @param abort an abort, or {@code null}
	 */
	public record Fault(@Nullable Delay delay, @Nullable Abort abort) {
	}

	/**
	 * A delay before the request goes on.
	 *
	 * @param fixedDelay how long
	 * @param percentage the share of requests, 0 to 100
	 */
	public record Delay(Duration fixedDelay, double percentage) {

		public Delay {
			Objects.requireNonNull(fixedDelay, "fixedDelay");
		}

	}

	/**
	 * An answer instead of the request.
	 *
	 * @param httpStatus the status, or {@code null} with a gRPC status
	 * @param grpcStatus the gRPC status, or {@code null}
	 * @param percentage the share of requests, 0 to 100
	 */
	public record Abort(@Nullable Integer httpStatus, @Nullable String grpcStatus, double percentage) {
	}

	/**
	 * A copy of the request; its answer is thrown away.
	 *
	 * @param destination where the copy goes
	 * @param percentage the share of requests, 0 to 100
	 */
	public record Mirror(Destination destination, double percentage) {

		public Mirror {
			Objects.requireNonNull(destination, "destination");
		}

	}

	/**
	 * A CORS policy.
	 *
	 * @param allowOrigins which origins, any of them
	 * @param allowMethods the methods
	 * @param allowHeaders the request headers
	 * @param exposeHeaders the response headers
	 * @param maxAge how long a preflight may be cached, or {@code null}
	 * @param allowCredentials whether credentials are allowed, {@code null} when unset
	 * @param unmatchedPreflights what happens to a preflight of another origin, or
	 * {@code null} for {@code FORWARD}
	 */
	public record CorsPolicy(List<StringMatch> allowOrigins, List<String> allowMethods, List<String> allowHeaders,
			List<String> exposeHeaders, @Nullable Duration maxAge, @Nullable Boolean allowCredentials,
			@Nullable String unmatchedPreflights) {

		public CorsPolicy {
			allowOrigins = List.copyOf(allowOrigins);
			allowMethods = List.copyOf(allowMethods);
			allowHeaders = List.copyOf(allowHeaders);
			exposeHeaders = List.copyOf(exposeHeaders);
		}

	}

	/**
	 * A redirect answer.
	 *
	 * @param uri the new path as a whole, or {@code null}
	 * @param prefixRewrite what replaces the matched prefix, or {@code null}
	 * @param uriRegex a regular expression on the path, or {@code null}
	 * @param authority the new authority, or {@code null}
	 * @param scheme {@code http} or {@code https}, or {@code null}
	 * @param port the new port, or {@code null}
	 * @param derivePort where the port comes from, {@code FROM_PROTOCOL_DEFAULT} or
	 * {@code FROM_REQUEST_PORT}, or {@code null}
	 * @param code the status, 301 by default
	 * @param stripQuery whether the query is dropped
	 */
	public record Redirect(@Nullable String uri, @Nullable String prefixRewrite, @Nullable RegexRewrite uriRegex,
			@Nullable String authority, @Nullable String scheme, @Nullable Integer port, @Nullable String derivePort,
			int code, boolean stripQuery) {

		/**
		 * The status of a redirect that names none.
		 */
		public static final int DEFAULT_CODE = 301;

	}

	/**
	 * An answer without any destination.
	 *
	 * @param status the status
	 * @param body the body as text, or {@code null}
	 * @param bytes the body as base64 of bytes, or {@code null}
	 */
	public record DirectResponse(int status, @Nullable String body, @Nullable String bytes) {
	}

	/**
	 * A reference to another router that holds the routes.
	 *
	 * @param name the name of the router
	 * @param namespace its namespace, {@code null} for the same
	 */
	public record Delegate(String name, @Nullable String namespace) {

		public Delegate {
			Objects.requireNonNull(name, "name");
		}

	}

	/**
	 * Conditions on who calls, checked once when the route table of a caller is compiled,
	 * as Istio does before it sends routes.
	 *
	 * @param sourceLabels labels that the caller must have, all of them
	 * @param sourceNamespace the namespace of the caller, or {@code null} for any
	 * @param gateways the gateways, one of which the caller must be, {@code mesh} for
	 * every caller; in a {@code match} of a TrafficRouter they switch labels and
	 * namespace off, a route has only those conditions that count
	 */
	public record CallerCondition(Map<String, String> sourceLabels, @Nullable String sourceNamespace,
			List<String> gateways) {

		/**
		 * Every caller.
		 */
		public static final CallerCondition ANY = new CallerCondition(Map.of(), null, List.of());

		public CallerCondition {
			sourceLabels = Map.copyOf(sourceLabels);
			gateways = List.copyOf(gateways);
		}

	}

}
