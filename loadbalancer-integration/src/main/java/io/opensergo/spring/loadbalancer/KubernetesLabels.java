package io.opensergo.spring.loadbalancer;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.kubernetes.commons.discovery.KubernetesServiceInstance;

/**
 * The labels of an instance that Spring Cloud Kubernetes found. Loaded only where it is
 * there.
 */
final class KubernetesLabels {

	/**
	 * Where the labels of a pod are in its metadata.
	 */
	private static final String POD_LABELS = "labels";

	private KubernetesLabels() {
	}

	static boolean isKubernetes(ServiceInstance instance) {
		return instance instanceof KubernetesServiceInstance;
	}

	/**
	 * The metadata of the service, its labels without their prefix, and over both the
	 * labels of the pod: a pod is in a lane, whatever its service says.
	 */
	static Map<String, String> of(ServiceInstance instance, Map<String, String> metadata, String prefix) {
		Map<String, String> pod = podLabels((KubernetesServiceInstance) instance);
		if (pod.isEmpty() && prefix.isEmpty()) {
			return metadata;
		}
		Map<String, String> labels = new HashMap<>(metadata);
		if (!prefix.isEmpty()) {
			metadata.forEach((name, value) -> {
				if (name.startsWith(prefix)) {
					labels.put(name.substring(prefix.length()), value);
				}
			});
		}
		labels.putAll(pod);
		return labels;
	}

	/**
	 * There when {@code spring.cloud.kubernetes.discovery.metadata.add-pod-labels} is on.
	 */
	private static Map<String, String> podLabels(KubernetesServiceInstance instance) {
		Map<String, Map<String, String>> pod = podMetadata(instance);
		return (pod != null) ? pod.getOrDefault(POD_LABELS, Map.of()) : Map.of();
	}

	private static @Nullable Map<String, Map<String, String>> podMetadata(KubernetesServiceInstance instance) {
		return instance.podMetadata();
	}

}
