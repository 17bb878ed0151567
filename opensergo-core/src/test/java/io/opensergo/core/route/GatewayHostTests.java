package io.opensergo.core.route;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatewayHost}.
 */
class GatewayHostTests {

	private static final Caller GATEWAY = new Caller("gateway", "default", Map.of(), Set.of("gateway"));

	@Test
	void hostsAreThoseOfRoutersThatNameTheGateway() {
		List<GatewayHost> hosts = GatewayHost.of(List.of(router("every", List.of(), "a.example.org"),
				router("mesh", List.of("mesh"), "b.example.org"), router("other", List.of("other"), "c.example.org"),
				router("named", List.of("mesh", "gateway"), "d.example.org"),
				router("full", List.of("default/gateway"), "e.example.org"),
				router("second", List.of("gateway"), "d.example.org")), GATEWAY);
		assertThat(hosts).extracting((host) -> host.rule().name() + " " + host.host() + " " + host.service())
			.containsExactly("named d.example.org stock", "full e.example.org stock");
	}

	@Test
	void hostsAreInTheOrderOfTheirPrecision() {
		List<GatewayHost> hosts = GatewayHost.of(
				List.of(router("a", List.of("gateway"), "*", "*.example.org", "*.eu.example.org", "x.org", "stock")),
				GATEWAY);
		assertThat(hosts).extracting(GatewayHost::host)
			.containsExactly("stock.default.svc.cluster.local", "x.org", "*.eu.example.org", "*.example.org", "*");
		assertThat(hosts).extracting(GatewayHost::names)
			.containsExactly(List.of("stock.default.svc.cluster.local", "stock.default.svc", "stock.default", "stock"),
					List.of("x.org"), List.of("*.eu.example.org"), List.of("*.example.org"), List.of("*"));
	}

	@Test
	void serviceIsAbsentWhenTheRouterForwardsNothing() {
		TrafficRouter router = new TrafficRouter(new RuleMetadata("default", "a", Map.of()), List.of("x.org"),
				List.of("gateway"), List.of(), List.of());
		assertThat(GatewayHost.of(List.of(router), GATEWAY)).singleElement().extracting(GatewayHost::service).isNull();
	}

	private static TrafficRouter router(String name, List<String> gateways, String... hosts) {
		HttpRoute route = new HttpRoute(null, List.of(),
				List.of(WeightedDestination.of(Destination.of("stock.default.svc.cluster.local", null), 100)), null,
				null, null, HttpPolicies.NONE);
		return new TrafficRouter(new RuleMetadata("default", name, Map.of()), List.of(hosts), gateways, List.of(),
				List.of(route));
	}

}
