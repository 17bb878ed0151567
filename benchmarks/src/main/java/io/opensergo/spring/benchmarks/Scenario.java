package io.opensergo.spring.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import io.opensergo.core.source.RuleSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Rules and instances that the benchmarks share. One service, {@code stock}, is called.
 */
final class Scenario {

	static final String SERVICE = "stock";

	static final String USER_HEADER = "x-user";

	static final Caller CALLER = Caller.of("order", Caller.DEFAULT_NAMESPACE, Map.of());

	/**
	 * What the last route of all asks for is what a linear engine finds last.
	 */
	private static final int SUBSETS = 5;

	private Scenario() {
	}

	static CompiledRules compile(List<Rule> rules) {
		return CompiledRules.compile(new RuleSnapshot(1, rules, List.of()), CALLER);
	}

	static List<Rule> lanes(int count) {
		return rules(count,
				(i) -> new TrafficLane(RuleMetadata.of(Caller.DEFAULT_NAMESPACE, lane(i)), Map.of("app", "gateway"),
						List.of(), Map.of(), lane(i), TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE,
						Map.of(), null));
	}

	static List<Rule> routersOfOtherServices(int count) {
		return rules(count, (i) -> router("other-" + i, List.of(route(null, null, "v1"))));
	}

	static List<Rule> routesByHeader(int count) {
		return List
			.of(router(SERVICE, IntStream.range(0, count).mapToObj((i) -> route(user(i), null, subset(i))).toList()));
	}

	static List<Rule> routesByPath(int count) {
		return List
			.of(router(SERVICE, IntStream.range(0, count).mapToObj((i) -> route(null, path(i), subset(i))).toList()));
	}

	/**
	 * Routes that have all but the path in common.
	 */
	static List<Rule> routesByPathAndShared(int count) {
		return List.of(router(SERVICE,
				IntStream.range(0, count).mapToObj((i) -> route(user(0), path(i), subset(i))).toList()));
	}

	/**
	 * Half of the instances are baseline with a version, the others in one of five lanes.
	 */
	static List<Map<String, String>> instances(int count, int lanes) {
		return IntStream.range(0, count)
			.mapToObj((i) -> (i < (count + 1) / 2) ? Map.of("version", subset(i))
					: Map.of(TrafficLane.LANE_LABEL, lane(lanes - 1 - i % SUBSETS)))
			.toList();
	}

	static String lane(int number) {
		return "lane-" + number;
	}

	static String user(int number) {
		return "user-" + number;
	}

	static String path(int number) {
		return "/items/" + number;
	}

	static String subset(int number) {
		return "v" + number % SUBSETS;
	}

	private static List<Rule> rules(int count, IntFunction<Rule> rule) {
		return IntStream.range(0, count).mapToObj(rule).toList();
	}

	private static TrafficRouter router(String host, List<HttpRoute> routes) {
		return new TrafficRouter(RuleMetadata.of(Caller.DEFAULT_NAMESPACE, host), List.of(host), List.of(), List.of(),
				routes);
	}

	private static HttpRoute route(@Nullable String user, @Nullable String path, String subset) {
		Map<String, StringMatch> headers = (user != null) ? Map.of(USER_HEADER, StringMatch.exact(user)) : Map.of();
		StringMatch method = (user != null && path != null) ? StringMatch.exact("GET") : null;
		HttpMatch match = new HttpMatch(null, (path != null) ? StringMatch.exact(path) : null, false, null, method,
				null, headers, Map.of(), Map.of(), null, CallerCondition.ANY, null);
		return new HttpRoute(null, List.of(match),
				List.of(WeightedDestination.of(Destination.of(SERVICE, subset), 100)), null, null, null,
				HttpPolicies.NONE);
	}

}
