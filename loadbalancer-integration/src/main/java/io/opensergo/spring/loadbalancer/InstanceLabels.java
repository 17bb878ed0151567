package io.opensergo.spring.loadbalancer;

import java.util.HashMap;
import java.util.Map;

import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * The labels of an instance: its metadata. Registries that restrict the names of metadata
 * carry the lane under a name of their own.
 */
public final class InstanceLabels {

	/**
	 * The lane label where names may hold letters, digits, {@code -} and {@code _} only,
	 * as in Consul.
	 */
	public static final String RESTRICTED_LANE_LABEL = "opensergo-io-lane";

	private InstanceLabels() {
	}

	static Map<String, String> of(ServiceInstance instance) {
		Map<String, String> metadata = metadata(instance);
		String lane = (metadata != null) ? metadata.get(RESTRICTED_LANE_LABEL) : null;
		if (metadata == null) {
			return Map.of();
		}
		if (lane == null || metadata.containsKey(TrafficLane.LANE_LABEL)) {
			return metadata;
		}
		Map<String, String> labels = new HashMap<>(metadata);
		labels.put(TrafficLane.LANE_LABEL, lane);
		return labels;
	}

	/**
	 * The contract says that metadata is there; implementations of users forget it.
	 */
	private static @Nullable Map<String, String> metadata(ServiceInstance instance) {
		return instance.getMetadata();
	}

}
