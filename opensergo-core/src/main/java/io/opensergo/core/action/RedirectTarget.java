package io.opensergo.core.action;

import io.opensergo.core.match.Authority;
import io.opensergo.core.match.PathMatcher;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import org.jspecify.annotations.Nullable;

/**
 * Where a redirect leads.
 *
 * @see <a href=
 * "https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect">Istio:
 * HTTPRedirect</a>
 */
public final class RedirectTarget {

	private static final String PORT_OF_REQUEST = "FROM_REQUEST_PORT";

	private final Redirect redirect;

	private final @Nullable PathRewrite rewrite;

	private RedirectTarget(Redirect redirect, @Nullable PathRewrite rewrite) {
		this.redirect = redirect;
		this.rewrite = rewrite;
	}

	static RedirectTarget of(Redirect redirect, @Nullable PathMatch match) {
		return new RedirectTarget(redirect, PathRewrite.of(redirect.prefixRewrite(), redirect.uriRegex(), match));
	}

	/**
	 * The status of the answer.
	 * @return 301, 302, 303, 307 or 308
	 */
	public int status() {
		return this.redirect.code();
	}

	/**
	 * The value of the {@code Location} header.
	 * @param scheme the scheme that the client called with
	 * @param authority the authority that the client called
	 * @param called the raw path with query that the client called
	 * @param routed the raw path with query that the route matched: what filters of a
	 * gateway have made of it. What they took off the start is put there again when the
	 * matched part is replaced
	 * @return the location, an absolute URL without ports that the scheme implies
	 */
	public String location(String scheme, String authority, String called, String routed) {
		String newScheme = (this.redirect.scheme() != null) ? this.redirect.scheme() : scheme;
		return newScheme + "://" + authority(newScheme, scheme, authority) + path(called, routed);
	}

	private String authority(String newScheme, String scheme, String authority) {
		String chosen = (this.redirect.authority() != null) ? this.redirect.authority() : authority;
		int port = port(newScheme, scheme, authority);
		if (port != Authority.NO_PORT) {
			String host = Authority.hostOf(chosen);
			return (port == Authority.defaultPort(newScheme)) ? host : host + ":" + port;
		}
		boolean impliedBefore = this.redirect.authority() == null && !newScheme.equals(scheme)
				&& Authority.portOf(chosen) == Authority.defaultPort(scheme);
		return impliedBefore ? Authority.hostOf(chosen) : chosen;
	}

	private int port(String newScheme, String scheme, String authority) {
		if (this.redirect.port() != null) {
			return this.redirect.port();
		}
		if (this.redirect.derivePort() == null) {
			return Authority.NO_PORT;
		}
		if (!this.redirect.derivePort().equals(PORT_OF_REQUEST)) {
			return Authority.defaultPort(newScheme);
		}
		return Authority.hasPort(authority) ? Authority.portOf(authority) : Authority.defaultPort(scheme);
	}

	private String path(String called, String routed) {
		String uri = this.redirect.uri();
		if (uri != null && !uri.isEmpty()) {
			String rooted = uri.startsWith("/") ? uri : "/" + uri;
			return (rooted.indexOf('?') != -1) ? rooted : rooted + query(called);
		}
		String path = PathMatcher.pathOf((this.rewrite != null) ? rewritten(this.rewrite, called, routed) : called);
		return path + query(called);
	}

	private static String rewritten(PathRewrite rewrite, String called, String routed) {
		String calledPath = PathMatcher.pathOf(called);
		String routedPath = PathMatcher.pathOf(routed);
		String taken = calledPath.endsWith(routedPath)
				? calledPath.substring(0, calledPath.length() - routedPath.length()) : "";
		return taken + rewrite.apply(routedPath);
	}

	private String query(String called) {
		return this.redirect.stripQuery() ? "" : called.substring(PathMatcher.lengthOf(called));
	}

}
