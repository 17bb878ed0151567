package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import org.jspecify.annotations.Nullable;

/**
 * Reads a TrafficRouter: the {@code http} part of Istio's VirtualService, with fallbacks.
 */
final class TrafficRouterReader implements SpecReader {

	@Override
	public @Nullable TrafficRouter read(RuleMetadata metadata, YamlObject spec) {
		YamlValue gatewayList = spec.get("gateways");
		List<String> gateways = (gatewayList != null) ? GatewayNames.read(gatewayList) : List.of();
		boolean mesh = gateways.isEmpty() || gateways.contains(GatewayNames.MESH);
		List<String> hosts = readHosts(spec, mesh);
		boolean delegate = spec.list("hosts").isEmpty();
		if (delegate && gatewayList != null) {
			gatewayList.error("a router without hosts is a delegate and cannot name gateways",
					"add hosts, or remove gateways");
		}
		List<String> exportTo = NameReader.exportTo(spec);
		rejectOtherProtocols(spec);
		List<HttpRoute> http = readRoutes(spec, new HttpRouteReader(mesh, delegate));
		spec.done();
		return new TrafficRouter(metadata, hosts, gateways, exportTo, http);
	}

	private static List<String> readHosts(YamlObject spec, boolean mesh) {
		List<String> hosts = new ArrayList<>();
		for (YamlValue item : spec.list("hosts")) {
			String host = NameReader.wildcardHost(item);
			if (host == null) {
				continue;
			}
			if (host.equals("*") && mesh) {
				item.error("the host '*' is allowed at gateways only", "name the services, or name a gateway");
			}
			String overlapped = hosts.stream().filter((other) -> Syntax.overlap(other, host)).findFirst().orElse(null);
			if (overlapped != null) {
				item.error(
						overlapped.equals(host) ? "the host \"" + host + "\" is written twice"
								: "the host \"" + host + "\" overlaps with \"" + overlapped + "\"",
						"keep one of the two");
			}
			hosts.add(host);
		}
		return hosts;
	}

	private static void rejectOtherProtocols(YamlObject spec) {
		for (String key : List.of("tcp", "tls")) {
			YamlValue value = spec.get(key);
			if (value != null) {
				value.error("OpenSergo's TrafficRouter routes HTTP only, not '" + key + "'",
						"remove '" + key + "' and write routes under http");
			}
		}
	}

	private static List<HttpRoute> readRoutes(YamlObject spec, HttpRouteReader reader) {
		List<HttpRoute> routes = new ArrayList<>();
		YamlValue list = spec.get("http");
		if (list == null || (list.isList() && list.list().isEmpty())) {
			spec.problems()
				.error(spec.node(), YamlObject.child(spec.path(), "http"), "the router has no routes",
						"add http: [{route: [{destination: {host: ...}}]}]");
			return routes;
		}
		UnreachableRoutes unreachable = new UnreachableRoutes();
		for (YamlValue item : list.list()) {
			HttpRoute route = reader.read(item);
			if (route != null) {
				unreachable.check(item, route);
				routes.add(route);
			}
		}
		return routes;
	}

}
