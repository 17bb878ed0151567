package io.opensergo.spring.propagation;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.gateway.GatewayDecision;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers holders of the debug token with the lane of a servlet request, and marks the
 * request for a gateway, which says more.
 */
public final class DebugFilter extends OncePerRequestFilter {

	/**
	 * After the lane has been decided.
	 */
	public static final int ORDER = TrafficContextFilter.ORDER + 1;

	private final DebugToken token;

	/**
	 * Creates a filter.
	 * @param token the token
	 */
	public DebugFilter(DebugToken token) {
		this.token = token;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		List<String> values = InboundTag.listOf(request.getHeaders(DebugToken.HEADER));
		if (values == null) {
			chain.doFilter(request, response);
			return;
		}
		if (this.token.isIn(values)) {
			request.setAttribute(GatewayDecision.DEBUG_ATTRIBUTE, true);
			String lane = TrafficContext.current().lane();
			response.setHeader(DebugToken.LANE_HEADER, (lane != null) ? lane : DebugToken.NO_LANE);
		}
		chain.doFilter(new TokenlessRequest(request), response);
	}

	/**
	 * A request without the token.
	 */
	private static final class TokenlessRequest extends HttpServletRequestWrapper {

		TokenlessRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getHeader(String name) {
			return DebugToken.HEADER.equalsIgnoreCase(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return DebugToken.HEADER.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
		}

		@Override
		public Enumeration<String> getHeaderNames() {
			List<String> names = Collections.list(super.getHeaderNames());
			names.removeIf(DebugToken.HEADER::equalsIgnoreCase);
			return Collections.enumeration(names);
		}

	}

}
