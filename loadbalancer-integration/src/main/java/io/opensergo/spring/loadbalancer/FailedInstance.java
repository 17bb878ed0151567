package io.opensergo.spring.loadbalancer;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RetryableRequestContext;

/**
 * The instance that a call failed on before it is tried again. It is taken out of a
 * subset before that is found empty: a lane whose only instance has died falls back, long
 * before the registry notices. Spring Cloud takes the instance out as well, but only of
 * the list that routing returns.
 *
 * @param instance the instance, {@code null} for the first attempt of a call
 */
record FailedInstance(@Nullable ServiceInstance instance) {

	/**
	 * No instance: the first attempt of a call.
	 */
	static final FailedInstance NONE = new FailedInstance(null);

	static FailedInstance of(@Nullable Request<?> request) {
		return (request != null && request.getContext() instanceof RetryableRequestContext retry
				&& retry.getPreviousServiceInstance() != null) ? new FailedInstance(retry.getPreviousServiceInstance())
						: NONE;
	}

	/**
	 * The other instances.
	 * @param instances the instances
	 * @return the list itself when the failed instance is not among them
	 */
	List<ServiceInstance> removedFrom(List<ServiceInstance> instances) {
		if (this.instance == null || !instances.contains(this.instance)) {
			return instances;
		}
		List<ServiceInstance> others = new ArrayList<>(instances);
		others.remove(this.instance);
		return others;
	}

}
