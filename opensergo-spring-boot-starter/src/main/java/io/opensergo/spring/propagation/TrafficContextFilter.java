package io.opensergo.spring.propagation;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.context.TrafficContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes the {@link TrafficContext} of a servlet request current while the request is
 * handled, its asynchronous and error dispatches included. The lane is decided once per
 * request.
 */
public final class TrafficContextFilter extends OncePerRequestFilter {

	/**
	 * After observation and forwarded headers, before everything that logs or calls out.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private static final String ENTRY = TrafficContextFilter.class.getName() + ".entry";

	private final InboundColoring coloring;

	private final @Nullable LaneCookie cookie;

	/**
	 * Creates a filter without a cookie.
	 * @param coloring decides the lane
	 */
	public TrafficContextFilter(InboundColoring coloring) {
		this(coloring, null);
	}

	/**
	 * Creates a filter.
	 * @param coloring decides the lane
	 * @param cookie the cookie that keeps a browser in its lane, {@code null} for none
	 */
	public TrafficContextFilter(InboundColoring coloring, @Nullable LaneCookie cookie) {
		this.coloring = coloring;
		this.cookie = cookie;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Entry entry = (request.getAttribute(ENTRY) instanceof Entry known) ? known : enter(request, response);
		TrafficContext.Scope scope = entry.context().makeCurrent();
		try {
			chain.doFilter(seen(request, entry), response);
		}
		finally {
			scope.close();
		}
	}

	private HttpServletRequest seen(HttpServletRequest request, Entry entry) {
		HttpServletRequest seen = entry.untagged() ? CheckedTagHttpServletRequest.withoutTag(request) : request;
		return (entry.cookied() && this.cookie != null) ? new CookielessHttpServletRequest(seen, this.cookie.name())
				: seen;
	}

	private Entry enter(HttpServletRequest request, HttpServletResponse response) {
		List<String> header = InboundTag.listOf(request.getHeaders(InboundTag.NAME));
		List<String> baggage = InboundTag.listOf(request.getHeaders(BaggageHeader.NAME));
		boolean claimed = InboundTag.isClaimed(header, baggage);
		String tag = claimed ? InboundTag.of(header, baggage) : null;
		boolean accepted = claimed && this.coloring.accepts(tag, () -> peer(request));
		boolean untagged = claimed && !accepted;
		HttpServletRequest seen = untagged ? CheckedTagHttpServletRequest.withoutTag(request) : request;
		List<String> cookies = cookieValues(request);
		ColoredRequest colored = ColoredRequest.of(this.coloring, accepted ? tag : null, this.cookie, cookies,
				new ServletInboundRequest(seen, this.coloring), request.isSecure(), seen,
				ServletHeadersAccess.INSTANCE);
		if (colored.cookie() != null) {
			response.addHeader(HttpHeaders.SET_COOKIE, colored.cookie().toString());
		}
		Entry entry = new Entry(colored.context(), untagged, !cookies.isEmpty());
		request.setAttribute(ENTRY, entry);
		request.setAttribute(TrafficContext.CARRIER_KEY, colored.context());
		return entry;
	}

	private List<String> cookieValues(HttpServletRequest request) {
		return (this.cookie != null)
				? CookieHeader.values(InboundTag.listOf(request.getHeaders(HttpHeaders.COOKIE)), this.cookie.name())
				: List.of();
	}

	/**
	 * The address of the connection: a filter that honors forwarded headers wraps the
	 * request, and what a client writes into such a header must not make it trusted.
	 */
	static @Nullable InetAddress peer(ServletRequest request) {
		ServletRequest innermost = request;
		while (innermost instanceof ServletRequestWrapper wrapper) {
			innermost = wrapper.getRequest();
		}
		return IpLiteral.parse(innermost.getRemoteAddr());
	}

	/**
	 * How a request entered.
	 *
	 * @param context its context
	 * @param untagged whether its tag was taken off
	 * @param cookied whether it has a lane cookie, which is taken off
	 */
	private record Entry(TrafficContext context, boolean untagged, boolean cookied) {
	}

}
