package io.opensergo.spring.propagation.thread;

import java.util.concurrent.Callable;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/**
 * Makes the context of a request current in what Spring MVC runs on another thread for
 * it: a {@link Callable}, a {@code WebAsyncTask} and a {@code StreamingResponseBody}, on
 * executors that are no beans.
 */
public final class LaneCallableInterceptor implements CallableProcessingInterceptor {

	private final ThreadLocal<TrafficContext.Scope> opened = new ThreadLocal<>();

	@Override
	public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
		if (TrafficContext.currentOrNull() != null) {
			return;
		}
		Object context = request.getAttribute(TrafficContext.CARRIER_KEY, RequestAttributes.SCOPE_REQUEST);
		if (context instanceof TrafficContext traffic) {
			this.opened.set(traffic.makeCurrent());
		}
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object concurrentResult) {
		TrafficContext.Scope scope = this.opened.get();
		if (scope != null) {
			this.opened.remove();
			scope.close();
		}
	}

}
