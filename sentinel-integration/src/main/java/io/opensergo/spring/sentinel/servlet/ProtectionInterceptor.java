package io.opensergo.spring.sentinel.servlet;

import java.io.IOException;
import java.util.List;

import com.alibaba.csp.sentinel.ResourceTypeConstants;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.ProtectionBlock;
import io.opensergo.spring.sentinel.entry.ResourceEntries;
import io.opensergo.spring.sentinel.http.BlockHandlers;
import io.opensergo.spring.sentinel.http.FailedStatusException;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Enters the resource of each request that Spring MVC handles: once, when the container
 * dispatches it, and until it is done, asynchronous parts included. Server errors count
 * as errors, whether an exception handler made them or not. Safe for all threads.
 *
 * <p>
 * A blocked request is answered by a handler of the application, else by an
 * {@code @ExceptionHandler} that names the exception, else by the fallback action of the
 * rule or the default answer.
 */
public final class ProtectionInterceptor implements AsyncHandlerInterceptor {

	/**
	 * Before the interceptors of an application, after the filters: the lane is known.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	/**
	 * The name of the entrance in Sentinel's tree of calls.
	 */
	public static final String CONTEXT = "opensergo_servlet_context";

	private static final String ENTRIES = ProtectionInterceptor.class.getName() + ".entries";

	private final ServletResources resources;

	private final BlockHandlers handlers;

	private final BlockedRequestHandler answers;

	private final @Nullable BlockedRequestHandler ofApplication;

	private final StockAdapter stock = new StockAdapter();

	/**
	 * Creates an interceptor.
	 * @param resources names the resources
	 * @param handlers tells whether the application answers by an exception handler
	 * @param ofApplication answers in our place, {@code null} when there is none
	 */
	public ProtectionInterceptor(ServletResources resources, BlockHandlers handlers,
			@Nullable BlockedRequestHandler ofApplication) {
		this.resources = resources;
		this.handlers = handlers;
		this.ofApplication = ofApplication;
		this.answers = new BlockedResponses();
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws Exception {
		if (request.getDispatcherType() != DispatcherType.REQUEST || request.getAttribute(ENTRIES) != null) {
			return true;
		}
		List<String> names = this.stock.remaining(request, this.resources.of(request));
		if (names.isEmpty()) {
			return true;
		}
		try {
			request.setAttribute(ENTRIES, ResourceEntries.inbound(CONTEXT, ResourceTypeConstants.COMMON_WEB, names));
			return true;
		}
		catch (BlockException ex) {
			return blocked(request, response, handler, names, ex);
		}
	}

	private boolean blocked(HttpServletRequest request, HttpServletResponse response, Object handler,
			List<String> names, BlockException block) throws Exception {
		String name = (block instanceof ProtectionBlock ours) ? ours.resource() : names.get(names.size() - 1);
		if (this.ofApplication != null) {
			this.ofApplication.handle(request, response, name, block);
			return false;
		}
		if (this.handlers.handle(handler, block)) {
			throw block;
		}
		this.answers.handle(request, response, name, block);
		return false;
	}

	@Override
	public void afterConcurrentHandlingStarted(HttpServletRequest request, HttpServletResponse response,
			Object handler) {
		if (request.getAttribute(ENTRIES) instanceof ResourceEntries entries) {
			try {
				request.getAsyncContext().addListener(new Completion(entries, response));
			}
			catch (IllegalStateException ex) {
				// dispatched again already: that dispatch completes the request
			}
		}
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception ex) {
		DispatcherType type = request.getDispatcherType();
		if (type != DispatcherType.REQUEST && type != DispatcherType.ASYNC) {
			return;
		}
		if (request.getAttribute(ENTRIES) instanceof ResourceEntries entries) {
			Throwable failure = failure(request, response, ex);
			if (failure != null) {
				entries.fail(failure);
			}
			entries.exit();
		}
	}

	private static @Nullable Throwable failure(HttpServletRequest request, HttpServletResponse response,
			@Nullable Exception unhandled) {
		if (unhandled != null) {
			return unhandled;
		}
		if (!FailedStatusException.isFailure(response.getStatus())) {
			return null;
		}
		return (request.getAttribute(DispatcherServlet.EXCEPTION_ATTRIBUTE) instanceof Exception handled) ? handled
				: new FailedStatusException(response.getStatus());
	}

	/**
	 * Ends what no dispatch ends: a stream whose client has gone, for example.
	 */
	private record Completion(ResourceEntries entries, HttpServletResponse response) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) throws IOException {
			if (FailedStatusException.isFailure(this.response.getStatus())) {
				this.entries.fail(new FailedStatusException(this.response.getStatus()));
			}
			this.entries.exit();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
			// the client has gone, which says nothing about us; what we did wrong, the
			// dispatch tells
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
