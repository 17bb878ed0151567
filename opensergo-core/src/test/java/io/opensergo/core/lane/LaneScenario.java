package io.opensergo.core.lane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import io.opensergo.core.route.Caller;
import io.opensergo.core.route.TestRequest;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import io.opensergo.core.rule.WeightedDestination;

/**
 * Random lanes, routers, workloads, instances and requests, equal for equal seeds. All
 * instances of lanes carry the default label, as the conversion asks for where a lane
 * knows them by another one.
 */
final class LaneScenario {

	static final List<String> SERVICES = List.of("a", "b", "c");

	private static final List<String> LANES = List.of("gray", "blue", "v2", "pre.prod");

	private static final List<String> TAGS = List.of("gray", "blue", "v2", "pre.prod", "unknown", "Gray", "not valid",
			"");

	private static final List<String> HEADERS = List.of(TrafficLane.DEFAULT_TRAFFIC_HEADER,
			TrafficLane.DEFAULT_TRAFFIC_HEADER, "x-lane", "X-Color");

	private static final List<List<String>> AUDIENCES = List.of(List.of("."), List.of("other"), List.of("*"),
			List.of("default", "other"));

	private static final List<List<String>> GATEWAYS = List.of(List.of("edge"), List.of("mesh"),
			List.of("mesh", "edge"), List.of("third"));

	private static final List<String> SUBSETS = List.of("gray", "v1", "v2", "v3");

	private final SplittableRandom random;

	LaneScenario(long seed) {
		this.random = new SplittableRandom(seed);
	}

	Caller caller(String namespace) {
		Map<String, String> labels = chance(0.5) ? Map.of("tier", "web") : Map.of();
		return new Caller("caller", namespace, labels, chance(0.3) ? Set.of("edge") : Set.of());
	}

	List<Rule> rules() {
		List<Rule> rules = new ArrayList<>();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			rules.add(lane(i));
		}
		for (int i = this.random.nextInt(3); i > 0; i--) {
			rules.add(router(i));
		}
		for (int i = this.random.nextInt(3); i > 0; i--) {
			rules.add(workload(i));
		}
		return rules;
	}

	private TrafficLane lane(int index) {
		TrafficLane.Mode mode = chance(0.3) ? TrafficLane.Mode.STRICT : TrafficLane.Mode.PERMISSIVE;
		String lane = any(LANES);
		return new TrafficLane(RuleMetadata.of("default", "lane-" + index), Map.of(), List.of(), Map.of(), lane,
				any(HEADERS), mode, chance(0.2) ? Map.of("color", lane) : Map.of(),
				chance(0.5) ? this.random.nextInt(3) : null);
	}

	private TrafficRouter router(int index) {
		List<String> hosts = chance(0.15) ? List.of("*.default.svc.cluster.local")
				: chance(0.3) ? List.of("a", "b.default.svc.cluster.local") : List.of(any(SERVICES));
		List<String> gateways = chance(0.1) ? List.of("edge") : chance(0.1) ? List.of("mesh", "edge") : List.of();
		List<HttpRoute> http = new ArrayList<>();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			http.add(route(i));
		}
		return new TrafficRouter(RuleMetadata.of("default", "router-" + index), hosts, gateways,
				chance(0.3) ? any(AUDIENCES) : List.of(), http);
	}

	private HttpRoute route(int index) {
		List<HttpMatch> matches = new ArrayList<>();
		for (int i = this.random.nextInt(3); i > 0; i--) {
			matches.add(match());
		}
		String name = chance(0.5) ? "route-" + index : null;
		if (chance(0.08)) {
			return new HttpRoute(name, matches, List.of(), null, new DirectResponse(418, null, null), null,
					HttpPolicies.NONE);
		}
		List<WeightedDestination> destinations = new ArrayList<>();
		for (int i = chance(0.4) ? 1 + this.random.nextInt(2) : 0; i >= 0; i--) {
			destinations.add(WeightedDestination.of(destination(), this.random.nextInt(3)));
		}
		destinations.add(WeightedDestination.of(destination(), 1));
		return new HttpRoute(name, matches, chance(0.6) ? destinations.subList(0, 1) : destinations, null, null, null,
				HttpPolicies.NONE);
	}

	private Destination destination() {
		Map<List<String>, Destination> chain = new LinkedHashMap<>();
		for (int i = chance(0.5) ? 1 + this.random.nextInt(2) : 0; i >= 0; i--) {
			Destination link = Destination.of(any(SERVICES), chance(0.7) ? any(SUBSETS) : null);
			chain.put(List.of(link.host(), String.valueOf(link.subset())), link);
		}
		Destination linked = null;
		for (Destination link : chain.values()) {
			linked = link.withFallback(linked);
		}
		return linked;
	}

	private HttpMatch match() {
		Map<String, StringMatch> headers = new HashMap<>();
		Map<String, StringMatch> without = new HashMap<>();
		if (chance(0.4)) {
			headers.put("X-Tier", condition(List.of("gold", "silver")));
		}
		if (chance(0.2)) {
			headers.put(any(HEADERS), condition(TAGS));
		}
		if (chance(0.2)) {
			without.put(any(List.of("x-tier", "x-lane", "X-OpenSergo-Traffic")), condition(List.of("gold", "gray")));
		}
		StringMatch uri = chance(0.4) ? any(List.of(StringMatch.exact("/a"), StringMatch.prefix("/"),
				StringMatch.prefix("/a"), StringMatch.regex("/[ab]"))) : null;
		Map<String, String> labels = chance(0.2) ? Map.of("tier", any(List.of("web", "batch"))) : Map.of();
		CallerCondition caller = new CallerCondition(labels, null, chance(0.2) ? any(GATEWAYS) : List.of());
		return new HttpMatch(null, uri, chance(0.1), null, chance(0.1) ? StringMatch.exact("PUT") : null, null, headers,
				without, chance(0.1) ? Map.of("q", StringMatch.present()) : Map.of(), null, caller, null);
	}

	private StringMatch condition(List<String> values) {
		String value = any(values);
		return switch (this.random.nextInt(4)) {
			case 0 -> StringMatch.present();
			case 1 -> StringMatch.prefix(value.isEmpty() ? "g" : value.substring(0, 1));
			case 2 -> StringMatch.regex(chance(0.5) ? ".*" : "g.*|" + value.replace(".", "\\."));
			default -> StringMatch.exact(value);
		};
	}

	private VirtualWorkload workload(int index) {
		String host = chance(0.2) ? "*.default.svc.cluster.local" : any(SERVICES);
		List<Subset> subsets = new ArrayList<>();
		if (chance(0.3)) {
			subsets.add(new Subset("gray", Map.of(TrafficLane.LANE_LABEL, "gray"), null));
		}
		if (chance(0.5)) {
			subsets.add(new Subset("v1", Map.of("version", "v1"), null));
		}
		if (chance(0.3)) {
			subsets.add(new Subset("v3", chance(0.5) ? Map.of() : Map.of("version", "v2"), null));
		}
		return new VirtualWorkload(RuleMetadata.of("default", "workload-" + index), host, subsets, null, List.of());
	}

	/**
	 * Instances by service, each with its labels.
	 */
	Map<String, List<Map<String, String>>> instances() {
		Map<String, List<Map<String, String>>> instances = new HashMap<>();
		for (String service : SERVICES) {
			List<Map<String, String>> own = new ArrayList<>();
			for (int i = this.random.nextInt(5); i > 0; i--) {
				Map<String, String> labels = new HashMap<>(Map.of("id", service + i));
				if (chance(0.5)) {
					String lane = any(List.of("gray", "blue", "v2", "pre.prod", "unknown"));
					labels.put(TrafficLane.LANE_LABEL, lane);
					labels.put("color", lane);
				}
				if (chance(0.7)) {
					labels.put("version", any(List.of("v1", "v2", "gray")));
				}
				own.add(Map.copyOf(labels));
			}
			instances.put(service, own);
		}
		return instances;
	}

	TestRequest untaggedRequest() {
		TestRequest request = TestRequest.get(any(List.of("/a", "/b", "/a/b?q=1", "/")));
		request = chance(0.2) ? request.method("PUT") : request;
		return chance(0.3) ? request.with("x-tier", any(List.of("gold", "silver"))) : request;
	}

	String lane() {
		return any(LANES);
	}

	String baggage(String key, String value) {
		String before = chance(0.3) ? "user=1;p=2 , " : chance(0.3) ? "not-" + key + "=" + value + "," : "";
		String after = chance(0.3) ? ";p=" + value : chance(0.3) ? " ,last=" + value : "";
		return before + key + (chance(0.3) ? " = " : "=") + value + after;
	}

	TestRequest request() {
		TestRequest request = untaggedRequest();
		request = chance(0.6) ? request.with(TrafficLane.DEFAULT_TRAFFIC_HEADER, any(TAGS)) : request;
		request = chance(0.3) ? request.with("x-lane", any(TAGS)) : request;
		return chance(0.2) ? request.with("x-color", any(TAGS)) : request;
	}

	double draw() {
		return this.random.nextDouble();
	}

	private boolean chance(double share) {
		return this.random.nextDouble() < share;
	}

	private <T> T any(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

}
