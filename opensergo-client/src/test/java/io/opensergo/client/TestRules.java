package io.opensergo.client;

import java.util.List;
import java.util.Map;

import com.google.protobuf.Any;
import io.opensergo.client.codec.DecodeProfile;
import io.opensergo.client.codec.RuleCodec;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.RouteAction;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.RouteConfiguration.VirtualHost;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.WeightedDestination;

/**
 * Small rules for tests of the client.
 */
final class TestRules {

	private static final RuleCodec codec = new RuleCodec(DecodeProfile.STRICT);

	private TestRules() {
	}

	static RouteConfiguration routes(String name, String subset) {
		Destination destination = Destination.of("stock.default.svc.cluster.local", subset);
		Route route = new Route("all", CallerCondition.ANY, RouteMatch.ANY,
				new RouteAction.Forward(List.of(WeightedDestination.of(destination, 0)), HttpPolicies.NONE));
		return new RouteConfiguration(RuleMetadata.of("default", name),
				List.of(new VirtualHost("stock", List.of("stock"), List.of(route))), true);
	}

	static TrafficLane lane(String name) {
		return new TrafficLane(RuleMetadata.of("default", name), Map.of(), List.of(), Map.of(), name,
				TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE, Map.of(), null);
	}

	static List<Any> payloads(Rule... rules) {
		return List.of(rules).stream().map(codec::encode).toList();
	}

}
