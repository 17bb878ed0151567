package io.opensergo.client.codec;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.protocol.envoy.config.core.v3.Metadata;
import io.opensergo.protocol.envoy.config.route.v3.Route;
import io.opensergo.protocol.envoy.config.route.v3.VirtualHost;

/**
 * Writes routes as Envoy's message. Equal rules give equal bytes.
 */
final class RouteConfigurationEncoder {

	private final String namespace;

	private final PolicyEncoder policies;

	private RouteConfigurationEncoder(String namespace) {
		this.namespace = namespace;
		this.policies = new PolicyEncoder(namespace);
	}

	static io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration encode(RouteConfiguration configuration) {
		return new RouteConfigurationEncoder(configuration.metadata().namespace()).message(configuration);
	}

	private io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration message(RouteConfiguration configuration) {
		io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.Builder builder = io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration
			.newBuilder()
			.setName(configuration.metadata().name())
			.setMetadata(metadata(configuration.metadata()))
			.setIgnorePortInHostMatching(configuration.ignorePortInHostMatching());
		configuration.virtualHosts().forEach((host) -> builder.addVirtualHosts(virtualHost(host)));
		return builder.build();
	}

	private Metadata metadata(RuleMetadata metadata) {
		RouteExtension extension = RouteExtension.create().text(RouteExtension.NAMESPACE, this.namespace);
		return extension.texts(RouteExtension.LABELS, sorted(metadata.labels())).toMetadata();
	}

	private VirtualHost virtualHost(RouteConfiguration.VirtualHost host) {
		VirtualHost.Builder builder = VirtualHost.newBuilder().setName(host.name()).addAllDomains(host.domains());
		host.routes().forEach((route) -> builder.addRoutes(route(route)));
		return builder.build();
	}

	private Route route(RouteConfiguration.Route route) {
		Route.Builder builder = Route.newBuilder().setMatch(MatchEncoder.encode(route.match()));
		if (route.name() != null) {
			builder.setName(route.name());
		}
		RouteExtension extension = RouteExtension.create()
			.texts(RouteExtension.SOURCE_LABELS, sorted(route.caller().sourceLabels()))
			.texts(RouteExtension.GATEWAYS, route.caller().gateways());
		if (route.caller().sourceNamespace() != null) {
			extension.text(RouteExtension.SOURCE_NAMESPACE, route.caller().sourceNamespace());
		}
		if (route.match().port() != null) {
			extension.number(RouteExtension.PORT, route.match().port());
		}
		this.policies.action(route.action(), builder, extension);
		if (!extension.isEmpty()) {
			builder.setMetadata(extension.toMetadata());
		}
		return builder.build();
	}

	private static Map<String, String> sorted(Map<String, String> labels) {
		return new TreeMap<>(labels);
	}

	/**
	 * Cuts a list as Envoy's comma separated fields hold it.
	 */
	static String joined(List<String> values) {
		return String.join(",", values);
	}

}
