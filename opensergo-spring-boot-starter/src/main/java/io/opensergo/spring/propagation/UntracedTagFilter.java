package io.opensergo.spring.propagation;

import java.io.IOException;
import java.util.List;

import io.opensergo.core.context.BaggageHeader;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes our entry out of the baggage of a servlet request before tracing reads it.
 * Tracing repeats the baggage that it has read on every call, whoever wrote it and
 * whoever is called; the lane travels by its own rules. A tag that counts stays, in the
 * lane header.
 */
public final class UntracedTagFilter extends OncePerRequestFilter {

	/**
	 * Before the observation of requests, which is where tracing begins.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE;

	private static final String CHECKED = UntracedTagFilter.class.getName() + ".checked";

	private final InboundColoring coloring;

	/**
	 * Creates a filter.
	 * @param coloring decides whether a tag counts
	 */
	public UntracedTagFilter(InboundColoring coloring) {
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
		List<String> header = InboundTag.listOf(request.getHeaders(InboundTag.NAME));
		List<String> baggage = InboundTag.listOf(request.getHeaders(BaggageHeader.NAME));
		if (!InboundTag.isClaimed(header, baggage)) {
			chain.doFilter(request, response);
			return;
		}
		chain.doFilter(checked(request, InboundTag.of(header, baggage)), response);
	}

	/**
	 * Decides once: later dispatches are not counted again.
	 */
	private HttpServletRequest checked(HttpServletRequest request, @Nullable String tag) {
		Object known = request.getAttribute(CHECKED);
		boolean accepted = (known != null) ? Boolean.TRUE.equals(known)
				: this.coloring.accepts(tag, () -> TrafficContextFilter.peer(request));
		request.setAttribute(CHECKED, accepted);
		return (accepted && tag != null) ? CheckedTagHttpServletRequest.withTag(request, tag)
				: CheckedTagHttpServletRequest.withoutTag(request);
	}

}
