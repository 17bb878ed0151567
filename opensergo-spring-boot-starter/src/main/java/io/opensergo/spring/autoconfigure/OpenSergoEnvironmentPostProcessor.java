package io.opensergo.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import io.opensergo.core.context.LaneName;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.spring.loadbalancer.InstanceLabels;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Adds defaults that an application would otherwise have to write itself: the labels of
 * this instance in the metadata of each registry, the propagation of contexts in Reactor,
 * and the lane in the lines of the log. All have the lowest precedence: what the
 * application says wins.
 */
class OpenSergoEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String PROPERTY_SOURCE = "opensergo";

	/**
	 * Registries that keep metadata as a map with free names, and where.
	 */
	private static final String[] METADATA = { "eureka.instance.metadata-map", "spring.cloud.nacos.discovery.metadata",
			"spring.cloud.zookeeper.discovery.metadata" };

	/**
	 * Consul refuses to register a service whose metadata names hold anything but
	 * letters, digits, {@code -} and {@code _}.
	 */
	private static final String RESTRICTED_METADATA = "spring.cloud.consul.discovery.metadata";

	/**
	 * A filter of Spring Cloud Gateway that is active as soon as there is gRPC, and then
	 * keeps a gateway from starting that has gRPC without the Netty transport it needs.
	 * The client of the control plane brings the shaded one.
	 */
	private static final String JSON_TO_GRPC_FILTER = "spring.cloud.gateway.server.webflux.filter.json-to-grpc.enabled";

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.getProperty("opensergo.enabled", Boolean.class, true)) {
			return;
		}
		Map<String, Object> defaults = new LinkedHashMap<>();
		defaults.put("spring.reactor.context-propagation", "auto");
		if (isJsonToGrpcFilterBroken(application.getClassLoader())) {
			defaults.put(JSON_TO_GRPC_FILTER, "false");
		}
		if (environment.getProperty("opensergo.registration.enabled", Boolean.class, true)) {
			addMetadata(labels(environment), defaults);
		}
		defaults.keySet().removeIf(environment::containsProperty);
		environment.getPropertySources().addLast(new MapPropertySource(PROPERTY_SOURCE, defaults));
		showLaneInLogs(environment, application);
	}

	private static void showLaneInLogs(ConfigurableEnvironment environment, SpringApplication application) {
		String key = environment.getProperty("opensergo.propagation.mdc-key");
		if (LaneName.isValid(key) && System.getProperty(TrafficContext.MDC_KEY_PROPERTY) == null) {
			System.setProperty(TrafficContext.MDC_KEY_PROPERTY, key);
		}
		if (environment.getProperty("opensergo.propagation.logging.enabled", Boolean.class, true)) {
			environment.getPropertySources()
				.addLast(new LaneCorrelationPropertySource(environment, application.getClassLoader()));
		}
	}

	private static boolean isJsonToGrpcFilterBroken(ClassLoader classLoader) {
		return ClassUtils.isPresent("io.grpc.Channel", classLoader)
				&& !ClassUtils.isPresent("io.grpc.netty.NettyChannelBuilder", classLoader);
	}

	private static Map<String, String> labels(ConfigurableEnvironment environment) {
		Binder binder = Binder.get(environment);
		Map<String, String> labels = new TreeMap<>(
				binder.bind("opensergo.workload.labels", Bindable.mapOf(String.class, String.class)).orElse(Map.of()));
		String lane = environment.getProperty("opensergo.workload.lane");
		if (LaneName.isValid(lane)) {
			labels.put(TrafficLane.LANE_LABEL, lane);
		}
		return labels;
	}

	private static void addMetadata(Map<String, String> labels, Map<String, Object> target) {
		for (String metadata : METADATA) {
			labels.forEach((name, value) -> target.put(metadata + "[" + name + "]", value));
		}
		InstanceLabels.restricted(labels)
			.forEach((name, value) -> target.put(RESTRICTED_METADATA + "[" + name + "]", value));
	}

}
