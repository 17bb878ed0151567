package io.opensergo.spring.loadbalancer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The labels of an instance: its metadata, and on Kubernetes the labels of its pod.
 * Registries that restrict the names of metadata carry labels under names of their own.
 * Safe for all threads.
 */
public final class InstanceLabels {

	/**
	 * The lane label where names may hold letters, digits, {@code -} and {@code _} only,
	 * as in Consul.
	 */
	static final String RESTRICTED_LANE_LABEL = "opensergo-io-lane";

	/**
	 * Where the same registries keep the names that labels have elsewhere, separated by
	 * commas, so that a rule means the same labels whatever the registry is.
	 */
	static final String ORIGINAL_NAMES = "opensergo-label-names";

	/**
	 * The longest value of metadata that Consul accepts, in characters.
	 */
	private static final int MAX_VALUE_LENGTH = 512;

	private static final Pattern RESTRICTED = Pattern.compile("[^A-Za-z0-9_-]");

	private static final boolean KUBERNETES = ClassUtils.isPresent(
			"org.springframework.cloud.kubernetes.commons.discovery.KubernetesServiceInstance",
			InstanceLabels.class.getClassLoader());

	private final String kubernetesPrefix;

	/**
	 * Creates a reader for registries that add no prefix to names.
	 */
	public InstanceLabels() {
		this("");
	}

	/**
	 * Creates a reader.
	 * @param kubernetesPrefix what Spring Cloud Kubernetes puts before the labels of a
	 * service, as in {@code spring.cloud.kubernetes.discovery.metadata.labels-prefix};
	 * empty for nothing
	 */
	public InstanceLabels(String kubernetesPrefix) {
		this.kubernetesPrefix = kubernetesPrefix;
	}

	/**
	 * Labels as metadata of a registry that allows letters, digits, {@code -} and
	 * {@code _} in names only.
	 * @param labels the labels
	 * @return the metadata, from which {@link #of} restores the names; of labels that get
	 * the same name, the first
	 */
	public static Map<String, String> restricted(Map<String, String> labels) {
		Map<String, String> metadata = new LinkedHashMap<>();
		List<String> names = new ArrayList<>();
		int length = 0;
		for (Map.Entry<String, String> label : labels.entrySet()) {
			String name = label.getKey();
			String restricted = restricted(name);
			boolean only = metadata.putIfAbsent(restricted, label.getValue()) == null;
			boolean renamed = !restricted.equals(name) && !name.equals(TrafficLane.LANE_LABEL);
			if (only && renamed && length + name.length() < MAX_VALUE_LENGTH) {
				names.add(name);
				length += name.length() + 1;
			}
		}
		if (!names.isEmpty()) {
			metadata.put(ORIGINAL_NAMES, String.join(",", names));
		}
		return metadata;
	}

	private static String restricted(String name) {
		return name.equals(TrafficLane.LANE_LABEL) ? RESTRICTED_LANE_LABEL : RESTRICTED.matcher(name).replaceAll("-");
	}

	/**
	 * The labels of an instance.
	 * @param instance the instance
	 * @return the labels
	 */
	Map<String, String> of(ServiceInstance instance) {
		Map<String, String> metadata = metadata(instance);
		if (metadata == null) {
			metadata = Map.of();
		}
		if (KUBERNETES && KubernetesLabels.isKubernetes(instance)) {
			return KubernetesLabels.of(instance, metadata, this.kubernetesPrefix);
		}
		return restored(metadata);
	}

	private static Map<String, String> restored(Map<String, String> metadata) {
		String lane = metadata.get(RESTRICTED_LANE_LABEL);
		String names = metadata.get(ORIGINAL_NAMES);
		if (lane == null && names == null) {
			return metadata;
		}
		Map<String, String> labels = new HashMap<>(metadata);
		if (lane != null) {
			labels.putIfAbsent(TrafficLane.LANE_LABEL, lane);
		}
		for (String name : StringUtils.commaDelimitedListToStringArray(names)) {
			String value = metadata.get(restricted(name));
			if (value != null) {
				labels.putIfAbsent(name, value);
			}
		}
		return labels;
	}

	/**
	 * The contract says that metadata is there; implementations of users forget it.
	 */
	private static @Nullable Map<String, String> metadata(ServiceInstance instance) {
		return instance.getMetadata();
	}

}
