package io.opensergo.core.route;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Routers for tests.
 */
public final class TestRouters {

	public static final HttpMatch ANY = new HttpMatch(null, null, false, null, null, null, Map.of(), Map.of(), Map.of(),
			null, CallerCondition.ANY, null);

	private TestRouters() {
	}

	public static TrafficRouter router(String host, HttpRoute... http) {
		return new TrafficRouter(RuleMetadata.of("default", host + "-router"), List.of(host), List.of(), List.of(),
				Arrays.asList(http));
	}

	public static HttpRoute route(@Nullable String name, List<HttpMatch> match, WeightedDestination... destinations) {
		return new HttpRoute(name, match, Arrays.asList(destinations), null, null, null, HttpPolicies.NONE);
	}

	public static WeightedDestination to(String host, @Nullable String subset, int weight) {
		return WeightedDestination.of(Destination.of(host, subset), weight);
	}

	public static HttpMatch header(String name, String value) {
		return new HttpMatch(null, null, false, null, null, null, Map.of(name, StringMatch.exact(value)), Map.of(),
				Map.of(), null, CallerCondition.ANY, null);
	}

	public static HttpMatch uri(StringMatch uri, boolean ignoreCase) {
		return new HttpMatch(null, uri, ignoreCase, null, null, null, Map.of(), Map.of(), Map.of(), null,
				CallerCondition.ANY, null);
	}

	public static HttpMatch caller(CallerCondition caller) {
		return new HttpMatch(null, null, false, null, null, null, Map.of(), Map.of(), Map.of(), null, caller, null);
	}

	public static HttpMatch port(int port) {
		return new HttpMatch(null, null, false, null, null, null, Map.of(), Map.of(), Map.of(), port,
				CallerCondition.ANY, null);
	}

}
