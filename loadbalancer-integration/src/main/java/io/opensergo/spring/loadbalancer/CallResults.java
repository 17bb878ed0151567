package io.opensergo.spring.loadbalancer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.opensergo.core.outlier.CallResult;
import io.opensergo.core.outlier.InstanceEjection;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.CompletionContext.Status;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.client.loadbalancer.ResponseData;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * Tells the ejection of instances how calls ended. Safe for all threads.
 */
public final class CallResults implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

	/**
	 * Exceptions wrap each other; more than this are not unwrapped.
	 */
	private static final int MAX_CAUSES = 16;

	private final InstanceEjection<ServiceInstance> ejection;

	private final List<ResponseStatus> statuses;

	/**
	 * Creates a lifecycle.
	 * @param ejection is told the results
	 * @param statuses read the status of responses of further kinds
	 */
	public CallResults(InstanceEjection<ServiceInstance> ejection, List<ResponseStatus> statuses) {
		this.ejection = ejection;
		this.statuses = List.copyOf(statuses);
	}

	/**
	 * What a call is known by from the choice of its instance to its end. Where Spring
	 * Cloud retries, the request of the choice is not that of the end, but both have the
	 * same headers.
	 */
	static Object callOf(Request<?> request) {
		RequestData data = ClientRouteRequest.dataOf(request);
		HttpHeaders headers = (data != null) ? data.getHeaders() : null;
		return (headers != null) ? headers : request;
	}

	@Override
	@SuppressWarnings("rawtypes")
	public boolean supports(Class requestContextClass, Class responseClass, Class serverTypeClass) {
		return serverTypeClass == ServiceInstance.class;
	}

	@Override
	public void onStart(Request<Object> request) {
	}

	@Override
	public void onStartRequest(Request<Object> request, Response<ServiceInstance> response) {
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
		if (this.ejection.isIdle()) {
			return;
		}
		Response<ServiceInstance> response = completion.getLoadBalancerResponse();
		ServiceInstance instance = (response != null && response.hasServer()) ? response.getServer() : null;
		this.ejection.completed(callOf(completion.getLoadBalancerRequest()), instance, resultOf(completion));
	}

	private CallResult resultOf(CompletionContext<Object, ?, ?> completion) {
		if (completion.status() == Status.DISCARD) {
			return CallResult.UNKNOWN;
		}
		if (completion.status() == Status.FAILED) {
			return resultOf(completion.getThrowable());
		}
		Integer status = statusOf(completion.getClientResponse());
		return (status != null) ? CallResult.ofStatus(status) : CallResult.SUCCESS;
	}

	private @Nullable Integer statusOf(@Nullable Object response) {
		if (response instanceof ResponseData data) {
			HttpStatusCode status = data.getHttpStatus();
			return (status != null) ? Integer.valueOf(status.value()) : null;
		}
		if (response != null) {
			for (ResponseStatus reader : this.statuses) {
				Integer status = reader.of(response);
				if (status != null) {
					return status;
				}
			}
		}
		return null;
	}

	/**
	 * What the network throws speaks of the instance. Anything else is the fault of the
	 * caller: of an interceptor, a limit, or somebody who gave the call up.
	 */
	static CallResult resultOf(@Nullable Throwable failure) {
		boolean network = false;
		Throwable cause = failure;
		for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
			if (isGivenUp(cause)) {
				return CallResult.UNKNOWN;
			}
			network |= cause instanceof IOException || isTimeout(cause);
			cause = cause.getCause();
		}
		return network ? CallResult.NO_ANSWER : CallResult.UNKNOWN;
	}

	private static boolean isGivenUp(Throwable failure) {
		return failure instanceof InterruptedException || failure instanceof CancellationException
				|| failure instanceof ClosedByInterruptException
				|| (failure instanceof InterruptedIOException && Thread.currentThread().isInterrupted());
	}

	/**
	 * Each library has its own, without a common type.
	 */
	private static boolean isTimeout(Throwable failure) {
		return failure.getClass().getSimpleName().endsWith("TimeoutException");
	}

}
