package io.opensergo.spring.loadbalancer;

import java.util.Map;
import java.util.function.IntSupplier;

import io.opensergo.core.balance.BalancedInstances;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Instances as policies read them: labels are metadata.
 */
final class LabeledInstances implements BalancedInstances<ServiceInstance> {

	private final ActiveRequests activeRequests;

	private final InstanceLabels labels;

	LabeledInstances(ActiveRequests activeRequests, InstanceLabels labels) {
		this.activeRequests = activeRequests;
		this.labels = labels;
	}

	@Override
	public String address(ServiceInstance instance) {
		return addressOf(instance);
	}

	static String addressOf(ServiceInstance instance) {
		return instance.getHost() + ":" + instance.getPort();
	}

	@Override
	public Map<String, String> labels(ServiceInstance instance) {
		return this.labels.of(instance);
	}

	@Override
	public IntSupplier activeRequests(ServiceInstance instance) {
		return this.activeRequests.of(instance);
	}

}
