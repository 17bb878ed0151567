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

	/**
	 * Creates a filter.
	 * @param coloring decides the lane
	 */
	public TrafficContextFilter(InboundColoring coloring) {
		this.coloring = coloring;
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
		Entry entry = (request.getAttribute(ENTRY) instanceof Entry known) ? known : enter(request);
		TrafficContext.Scope scope = entry.context().makeCurrent();
		try {
			chain.doFilter(entry.untagged() ? CheckedTagHttpServletRequest.withoutTag(request) : request, response);
		}
		finally {
			scope.close();
		}
	}

	private Entry enter(HttpServletRequest request) {
		List<String> header = InboundTag.listOf(request.getHeaders(InboundTag.NAME));
		List<String> baggage = InboundTag.listOf(request.getHeaders(BaggageHeader.NAME));
		boolean claimed = InboundTag.isClaimed(header, baggage);
		String tag = claimed ? InboundTag.of(header, baggage) : null;
		boolean accepted = claimed && this.coloring.accepts(tag, () -> peer(request));
		boolean untagged = claimed && !accepted;
		HttpServletRequest seen = untagged ? CheckedTagHttpServletRequest.withoutTag(request) : request;
		TrafficContext context = this.coloring.color(accepted ? tag : null, new ServletInboundRequest(seen), seen,
				ServletHeadersAccess.INSTANCE);
		Entry entry = new Entry(context, untagged);
		request.setAttribute(ENTRY, entry);
		request.setAttribute(TrafficContext.CARRIER_KEY, context);
		return entry;
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
	 */
	private record Entry(TrafficContext context, boolean untagged) {
	}

}
