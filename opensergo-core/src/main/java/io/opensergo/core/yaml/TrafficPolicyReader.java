package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.VirtualWorkload.ConnectionPool;
import io.opensergo.core.rule.VirtualWorkload.LoadBalancer;
import io.opensergo.core.rule.VirtualWorkload.OutlierDetection;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code trafficPolicy} of a VirtualWorkload or one of its subsets.
 */
final class TrafficPolicyReader {

	private static final List<String> NOT_APPLIED = List.of("tls", "tunnel", "proxyProtocol", "retryBudget");

	private TrafficPolicyReader() {
	}

	static @Nullable TrafficPolicy read(YamlObject holder) {
		YamlObject policy = holder.object("trafficPolicy");
		if (policy == null) {
			return null;
		}
		if (policy.isEmpty()) {
			policy.error("the traffic policy is empty", "write loadBalancer, outlierDetection or connectionPool");
		}
		if (policy.isSet("tunnel") && policy.isSet("proxyProtocol")) {
			policy.error("'tunnel' cannot stand with 'proxyProtocol'", "remove one of the two");
		}
		TrafficPolicy blocks = readBlocks(policy);
		Map<Integer, TrafficPolicy> ports = readPorts(policy);
		policy.done();
		return new TrafficPolicy(blocks.loadBalancer(), blocks.outlierDetection(), blocks.connectionPool(), ports);
	}

	private static TrafficPolicy readBlocks(YamlObject policy) {
		OutlierDetection outliers = readOutlierDetection(policy.object("outlierDetection"));
		LoadBalancer loadBalancer = LoadBalancerReader.read(policy, outliers != null);
		ConnectionPool pool = ConnectionPoolReader.read(policy.object("connectionPool"));
		for (String key : NOT_APPLIED) {
			YamlValue value = policy.get(key);
			if (value != null) {
				value.warning("'" + key + "' is not applied by this version", "remove it, or leave it to a proxy");
			}
		}
		return new TrafficPolicy(loadBalancer, outliers, pool, Map.of());
	}

	private static Map<Integer, TrafficPolicy> readPorts(YamlObject policy) {
		Map<Integer, TrafficPolicy> ports = new LinkedHashMap<>();
		for (YamlValue item : policy.list("portLevelSettings")) {
			YamlObject settings = item.object();
			if (settings == null) {
				continue;
			}
			settings.required("port", "port: {number: ...}");
			Integer port = NameReader.port(settings, "port");
			TrafficPolicy blocks = readBlocks(settings);
			settings.done();
			boolean empty = settings.values().keySet().stream().noneMatch((key) -> !key.equals("port"));
			if (empty) {
				settings.error("the settings of the port are empty",
						"write loadBalancer, outlierDetection or connectionPool");
			}
			if (port != null && ports.put(port, blocks) != null) {
				settings.error("the port " + port + " is written twice", "keep one of the two");
			}
		}
		return ports;
	}

	private static @Nullable OutlierDetection readOutlierDetection(@Nullable YamlObject object) {
		if (object == null) {
			return null;
		}
		Integer errors = object.integer("consecutive5xxErrors", 0, Integer.MAX_VALUE);
		Integer old = object.integer("consecutiveErrors", 0, Integer.MAX_VALUE);
		if (old != null) {
			object.warning("'consecutiveErrors' is an old key", "write consecutiveGatewayErrors");
		}
		Integer gatewayErrors = object.integer("consecutiveGatewayErrors", 0, Integer.MAX_VALUE);
		Integer localFailures = object.integer("consecutiveLocalOriginFailures", 0, Integer.MAX_VALUE);
		Boolean split = object.bool("splitExternalLocalOriginErrors");
		Long interval = millis(object, "interval");
		Long baseEjection = millis(object, "baseEjectionTime");
		Integer maxEjection = object.integer("maxEjectionPercent", 0, 100);
		Integer minHealth = object.integer("minHealthPercent", 0, 100);
		YamlValue codes = object.get("outlierDetectionHttpErrorCodes");
		if (codes != null) {
			codes.warning("'outlierDetectionHttpErrorCodes' is not applied by this version", "remove it");
		}
		object.done();
		YamlValue localValue = object.get("consecutiveLocalOriginFailures");
		if (localValue != null && localFailures != null && localFailures > 0 && !Boolean.TRUE.equals(split)) {
			localValue.error("'consecutiveLocalOriginFailures' has no effect by itself",
					"add splitExternalLocalOriginErrors: true");
		}
		return new OutlierDetection(errors, (gatewayErrors != null) ? gatewayErrors : old, localFailures, split,
				interval, baseEjection, maxEjection, minHealth);
	}

	private static @Nullable Long millis(YamlObject object, String key) {
		Duration duration = object.positiveDuration(key);
		return (duration != null) ? duration.toMillis() : null;
	}

}
