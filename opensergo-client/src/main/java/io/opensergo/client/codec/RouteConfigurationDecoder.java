package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.protocol.envoy.config.route.v3.ClusterSpecifierPlugin;
import io.opensergo.protocol.envoy.config.route.v3.Route;
import io.opensergo.protocol.envoy.config.route.v3.VirtualHost;
import org.jspecify.annotations.Nullable;

/**
 * Reads Envoy's message. What the rule model cannot hold is reported, never dropped in
 * silence.
 */
final class RouteConfigurationDecoder {

	/**
	 * The name of a configuration that names itself not.
	 */
	static final String UNNAMED = "unnamed";

	private static final Set<Integer> READ_OF_CONFIGURATION = Set.of(
			io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.NAME_FIELD_NUMBER,
			io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.VIRTUAL_HOSTS_FIELD_NUMBER,
			io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.IGNORE_PORT_IN_HOST_MATCHING_FIELD_NUMBER,
			io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.CLUSTER_SPECIFIER_PLUGINS_FIELD_NUMBER,
			io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.METADATA_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_VIRTUAL_HOST = Set.of(VirtualHost.NAME_FIELD_NUMBER,
			VirtualHost.DOMAINS_FIELD_NUMBER, VirtualHost.ROUTES_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_ROUTE = Set.of(Route.NAME_FIELD_NUMBER, Route.MATCH_FIELD_NUMBER,
			Route.ROUTE_FIELD_NUMBER, Route.REDIRECT_FIELD_NUMBER, Route.DIRECT_RESPONSE_FIELD_NUMBER,
			Route.METADATA_FIELD_NUMBER, Route.TYPED_PER_FILTER_CONFIG_FIELD_NUMBER,
			Route.REQUEST_HEADERS_TO_ADD_FIELD_NUMBER, Route.REQUEST_HEADERS_TO_REMOVE_FIELD_NUMBER,
			Route.RESPONSE_HEADERS_TO_ADD_FIELD_NUMBER, Route.RESPONSE_HEADERS_TO_REMOVE_FIELD_NUMBER);

	private final DecodeProfile profile;

	private final String namespace;

	private final Problems problems;

	private final MatchDecoder matches;

	private final PolicyDecoder policies;

	RouteConfigurationDecoder(DecodeProfile profile, String namespace, Problems problems) {
		this.profile = profile;
		this.namespace = namespace;
		this.problems = problems;
		this.matches = new MatchDecoder(profile, problems);
		this.policies = new PolicyDecoder(profile, problems);
	}

	RouteConfiguration decode(io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration message) {
		String name = message.getName().isEmpty() ? UNNAMED : message.getName();
		this.problems.nameRule(name);
		UnreadFields.report(message, "", this.problems, READ_OF_CONFIGURATION);
		UnreadFields.reportUnknown(message, "", this.problems);
		Map<String, ClusterSpecifierPlugin> plugins = new HashMap<>();
		for (ClusterSpecifierPlugin plugin : message.getClusterSpecifierPluginsList()) {
			plugins.put(plugin.getExtension().getName(), plugin);
		}
		List<RouteConfiguration.VirtualHost> hosts = new ArrayList<>();
		for (int i = 0; i < message.getVirtualHostsCount(); i++) {
			hosts.add(virtualHost(message.getVirtualHosts(i), plugins, "virtual_hosts[" + i + "]"));
		}
		if (this.profile == DecodeProfile.STRICT) {
			requireUniqueDomains(hosts);
		}
		return new RouteConfiguration(metadata(message, name), hosts, message.getIgnorePortInHostMatching());
	}

	private RuleMetadata metadata(io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration message, String name) {
		RouteExtension extension = RouteExtension.of(message.getMetadata());
		String written = extension.text(RouteExtension.NAMESPACE);
		String ruleNamespace = (written != null && !written.isEmpty()) ? written : this.namespace;
		return new RuleMetadata(ruleNamespace, name, extension.map(RouteExtension.LABELS));
	}

	private RouteConfiguration.VirtualHost virtualHost(VirtualHost host, Map<String, ClusterSpecifierPlugin> plugins,
			String path) {
		UnreadFields.report(host, path, this.problems, READ_OF_VIRTUAL_HOST);
		if (this.profile == DecodeProfile.STRICT) {
			requireNameAndDomains(host, path);
		}
		List<RouteConfiguration.Route> routes = new ArrayList<>();
		for (int i = 0; i < host.getRoutesCount(); i++) {
			String routePath = path + ".routes[" + i + "]";
			RouteConfiguration.Route route = usableRoute(host, host.getRoutes(i), plugins, routePath, i);
			if (route != null) {
				routes.add(route);
			}
		}
		return new RouteConfiguration.VirtualHost(host.getName(), host.getDomainsList(), routes);
	}

	private void requireNameAndDomains(VirtualHost host, String path) {
		if (host.getName().isEmpty()) {
			this.problems.error(path + ".name", "the virtual host has no name", "set name");
		}
		if (host.getDomainsCount() == 0) {
			this.problems.error(path + ".domains", "the virtual host '" + host.getName() + "' has no domain",
					"list its domains; '*' takes what no other virtual host has");
		}
	}

	private void requireUniqueDomains(List<RouteConfiguration.VirtualHost> hosts) {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < hosts.size(); i++) {
			for (String domain : hosts.get(i).domains()) {
				if (!seen.add(domain.toLowerCase(Locale.ROOT))) {
					this.problems.error("virtual_hosts[" + i + "].domains",
							"the domain '" + domain + "' is listed twice", "list each domain in one virtual host only");
				}
			}
		}
	}

	private RouteConfiguration.@Nullable Route usableRoute(VirtualHost host, Route route,
			Map<String, ClusterSpecifierPlugin> plugins, String path, int position) {
		try {
			return route(route, plugins, path);
		}
		catch (UnusableRouteException ex) {
			String label = "route '" + (route.getName().isEmpty() ? position : route.getName()) + "' of virtual host '"
					+ host.getName() + "'";
			if (ex.invalid() && this.profile == DecodeProfile.STRICT) {
				this.problems.error(ex.path(), label + ": " + ex.reason(), ex.fix());
			}
			else {
				this.problems.warning(ex.path(), label + " is left out: " + ex.reason(), ex.fix());
			}
			return null;
		}
	}

	private RouteConfiguration.Route route(Route route, Map<String, ClusterSpecifierPlugin> plugins, String path) {
		RouteExtension extension = RouteExtension.of(route.getMetadata());
		RouteConfiguration.RouteMatch match = this.matches.decode(route.getMatch(),
				extension.number(RouteExtension.PORT), path + ".match");
		RouteConfiguration.RouteAction action = this.policies.action(route, plugins, extension, path);
		UnreadFields.report(route, path, this.problems, READ_OF_ROUTE);
		String name = route.getName().isEmpty() ? null : route.getName();
		return new RouteConfiguration.Route(name, caller(extension), match, action);
	}

	private static CallerCondition caller(RouteExtension extension) {
		return new CallerCondition(extension.map(RouteExtension.SOURCE_LABELS),
				extension.text(RouteExtension.SOURCE_NAMESPACE), extension.list(RouteExtension.GATEWAYS));
	}

}
