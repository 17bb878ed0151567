package io.opensergo.core.route;

import java.util.List;

import io.opensergo.core.match.HeaderMatcher;
import io.opensergo.core.match.PathMatcher;
import io.opensergo.core.match.QueryParameterMatcher;
import io.opensergo.core.rule.RouteConfiguration.Fraction;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import org.jspecify.annotations.Nullable;

/**
 * The compiled condition of one route. All parts must hold; the cheap ones are asked
 * first.
 */
final class RouteMatcher {

	private static final String GRPC_CONTENT_TYPE = "application/grpc";

	private final @Nullable PathMatcher path;

	private final List<HeaderMatcher> headers;

	private final List<QueryParameterMatcher> queryParameters;

	private final @Nullable Fraction runtimeFraction;

	private final @Nullable Integer port;

	private final boolean grpc;

	private RouteMatcher(RouteMatch match) {
		this.path = (match.path() != null) ? PathMatcher.of(match.path()) : null;
		this.headers = match.headers().stream().map(HeaderMatcher::of).toList();
		this.queryParameters = match.queryParameters().stream().map(QueryParameterMatcher::of).toList();
		this.runtimeFraction = match.runtimeFraction();
		this.port = match.port();
		this.grpc = match.grpc();
	}

	static RouteMatcher of(RouteMatch match) {
		return new RouteMatcher(match);
	}

	/**
	 * Whether a request satisfies the condition.
	 * @param request the request
	 * @param draw the random number of the request, in [0, 1): Envoy takes one number for
	 * the runtime fraction and for the weighted choice
	 * @return {@code true} when it does
	 */
	boolean matches(RouteRequest request, double draw) {
		return matchesPort(request) && matchesPath(request) && matchesHeaders(request)
				&& matchesQueryParameters(request) && (!this.grpc || isGrpc(request)) && isWithinFraction(draw);
	}

	private boolean matchesPort(RouteRequest request) {
		return this.port == null || this.port == RequestPort.of(request);
	}

	private boolean matchesPath(RouteRequest request) {
		if (this.path == null) {
			return true;
		}
		String target = request.path();
		return target != null && this.path.matches(target, PathMatcher.lengthOf(target));
	}

	private boolean matchesHeaders(RouteRequest request) {
		for (int i = 0; i < this.headers.size(); i++) {
			HeaderMatcher header = this.headers.get(i);
			if (!header.matches(RequestHeaders.value(request, header.name()))) {
				return false;
			}
		}
		return true;
	}

	private boolean matchesQueryParameters(RouteRequest request) {
		if (this.queryParameters.isEmpty()) {
			return true;
		}
		String target = request.path();
		if (target == null) {
			return false;
		}
		for (int i = 0; i < this.queryParameters.size(); i++) {
			if (!this.queryParameters.get(i).matches(target)) {
				return false;
			}
		}
		return true;
	}

	static boolean isGrpc(RouteRequest request) {
		String contentType = request.header("content-type");
		if (contentType == null || !contentType.startsWith(GRPC_CONTENT_TYPE)) {
			return false;
		}
		return contentType.length() == GRPC_CONTENT_TYPE.length()
				|| contentType.charAt(GRPC_CONTENT_TYPE.length()) == '+';
	}

	private boolean isWithinFraction(double draw) {
		Fraction fraction = this.runtimeFraction;
		return fraction == null || (long) (draw * fraction.denominator()) < fraction.numerator();
	}

}
