package io.opensergo.spring.loadbalancer;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.route.RoutedCall;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RetryableRequestContext;

/**
 * The instance that a call failed on before it is tried again. It is taken out of a
 * subset before that is found empty: a lane whose only instance has died falls back, long
 * before the registry notices. Spring Cloud takes the instance out as well, but only of
 * the list that routing returns.
 *
 * @param instance the instance, {@code null} for the first attempt of a call
 * @param staying whether the next attempt stays at the same destination, even when that
 * has no other instance: what {@code retries} of a rule mean
 */
record FailedInstance(@Nullable ServiceInstance instance, boolean staying) {

	/**
	 * No instance: the first attempt of a call.
	 */
	static final FailedInstance NONE = new FailedInstance(null, false);

	static FailedInstance of(@Nullable Request<?> request) {
		if (request != null && request.getContext() instanceof RetryableRequestContext retry
				&& retry.getPreviousServiceInstance() != null) {
			return new FailedInstance(retry.getPreviousServiceInstance(), false);
		}
		RequestData data = ClientRouteRequest.dataOf(request);
		Object failed = (data != null && data.getAttributes() != null)
				? data.getAttributes().get(RoutedCall.FAILED_INSTANCE_ATTRIBUTE) : null;
		return (failed instanceof ServiceInstance instance) ? new FailedInstance(instance, true) : NONE;
	}

	/**
	 * The other instances.
	 * @param instances the instances
	 * @return the list itself when the failed instance is not among them, or when there
	 * is no other one and the attempt stays
	 */
	List<ServiceInstance> removedFrom(List<ServiceInstance> instances) {
		if (this.instance == null || !instances.contains(this.instance) || (this.staying && instances.size() == 1)) {
			return instances;
		}
		List<ServiceInstance> others = new ArrayList<>(instances);
		others.remove(this.instance);
		return others;
	}

}
