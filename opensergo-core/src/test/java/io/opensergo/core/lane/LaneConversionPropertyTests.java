package io.opensergo.core.lane;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.context.LaneName;
import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.FixedRandom;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.route.RouteTable;
import io.opensergo.core.route.TestRequest;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.workload.SubsetIndex;
import io.opensergo.core.yaml.RuleReader;
import io.opensergo.core.yaml.RuleWriter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link LaneConversion} keeps every decision.
 */
class LaneConversionPropertyTests {

	private static final String DOMAIN = ".default.svc.cluster.local";

	private static final int REQUESTS_PER_SCENARIO = 40;

	/**
	 * 5,000 scenarios of 40 requests each.
	 */
	@Property(tries = 5_000, shrinking = ShrinkingMode.OFF)
	void convertedRulesChooseTheInstancesThatLanesChoose(@ForAll long seed) {
		LaneScenario scenario = new LaneScenario(seed);
		Caller caller = scenario.caller("default");
		List<Rule> rules = scenario.rules();
		ConvertedLanes conversion = LaneConversion.convert(rules, "default", LaneScenario.SERVICES);
		List<Rule> converted = conversion.rules();
		List<String> services = servicesWithLanes(conversion);
		Set<String> known = lanesOf(rules);
		Map<String, List<Map<String, String>>> instances = scenario.instances();
		Choice lanes = new Choice(rules, caller, instances);
		Choice routes = new Choice(converted, caller, instances);
		for (int i = 0; i < REQUESTS_PER_SCENARIO; i++) {
			TestRequest request = scenario.request();
			double draw = scenario.draw();
			for (String service : services) {
				List<Map<String, String>> expected = lanes.of(service, request, draw);
				assertThat(routes.of(service, request, draw))
					.as("%s to %s, draw %s, of %s as %s", request, service, draw, rules, converted)
					.isEqualTo(expected);
				String tag = request.header(TrafficLane.DEFAULT_TRAFFIC_HEADER);
				if (!LaneName.isValid(tag) || known.contains(tag)) {
					assertThat(routes.byRoutesAlone(service, request, draw))
						.as("%s to %s by routes alone, draw %s, of %s as %s", request, service, draw, rules, converted)
						.isEqualTo(expected);
				}
			}
		}
	}

	/**
	 * Lanes are those of the caller's namespace, so other callers are compared without.
	 */
	@Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
	void convertedRulesChooseTheSameForCallersOfOtherNamespaces(@ForAll long seed) {
		LaneScenario scenario = new LaneScenario(seed);
		Caller caller = scenario.caller("other");
		List<Rule> rules = scenario.rules();
		List<Rule> converted = LaneConversion.convert(rules, "default", LaneScenario.SERVICES).rules();
		Map<String, List<Map<String, String>>> instances = scenario.instances();
		Choice before = new Choice(rules, caller, instances);
		Choice after = new Choice(converted, caller, instances);
		for (int i = 0; i < REQUESTS_PER_SCENARIO; i++) {
			TestRequest request = scenario.untaggedRequest();
			double draw = scenario.draw();
			for (String service : LaneScenario.SERVICES) {
				String host = service + DOMAIN;
				assertThat(after.byRoutesAlone(host, request, draw))
					.as("%s to %s, draw %s, of %s as %s", request, host, draw, rules, converted)
					.isEqualTo(before.byRoutesAlone(host, request, draw));
			}
		}
	}

	@Property(tries = 500, shrinking = ShrinkingMode.OFF)
	void convertedRulesWithBaggageTakeTheTagFromEither(@ForAll long seed) {
		LaneScenario scenario = new LaneScenario(seed);
		Caller caller = scenario.caller("default");
		List<Rule> rules = scenario.rules();
		ConvertedLanes conversion = LaneConversion.convertWithBaggage(rules, "default", LaneScenario.SERVICES);
		List<String> services = servicesWithLanes(conversion);
		Map<String, List<Map<String, String>>> instances = scenario.instances();
		Choice lanes = new Choice(rules, caller, instances);
		Choice routes = new Choice(conversion.rules(), caller, instances);
		for (int i = 0; i < REQUESTS_PER_SCENARIO; i++) {
			TestRequest request = scenario.untaggedRequest();
			double draw = scenario.draw();
			for (String lane : lanesOf(rules)) {
				TestRequest byHeader = request.with(TrafficLane.DEFAULT_TRAFFIC_HEADER, lane);
				TestRequest byBoth = byHeader.with(BaggageHeader.NAME,
						scenario.baggage(TrafficLane.DEFAULT_TRAFFIC_HEADER, scenario.lane()));
				TestRequest byBaggage = request.with(BaggageHeader.NAME,
						scenario.baggage(TrafficLane.DEFAULT_TRAFFIC_HEADER, lane));
				for (String service : services) {
					List<Map<String, String>> expected = lanes.of(service, byHeader, draw);
					assertThat(routes.byRoutesAlone(service, byHeader, draw)).isEqualTo(expected);
					assertThat(routes.byRoutesAlone(service, byBoth, draw)).isEqualTo(expected);
					assertThat(routes.byRoutesAlone(service, byBaggage, draw))
						.as("%s to %s, draw %s, of %s as %s", byBaggage, service, draw, rules, conversion)
						.isEqualTo(expected);
				}
			}
		}
	}

	private static Set<String> lanesOf(List<Rule> rules) {
		return rules.stream()
			.filter(TrafficLane.class::isInstance)
			.map((rule) -> ((TrafficLane) rule).lane())
			.collect(Collectors.toSet());
	}

	private static List<String> servicesWithLanes(ConvertedLanes conversion) {
		return LaneScenario.SERVICES.stream()
			.filter((service) -> conversion.notes()
				.stream()
				.noneMatch((note) -> note.startsWith("the service '" + service + "' keeps its routers")))
			.toList();
	}

	@Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
	void convertedRulesAreReadAsTheyAreWritten(@ForAll long seed) {
		List<Rule> converted = LaneConversion.convert(new LaneScenario(seed).rules(), "default", LaneScenario.SERVICES)
			.rules();
		RuleSet read = new RuleReader("default").read("test", RuleWriter.write(converted));
		assertThat(read.rejections()).filteredOn((rejection) -> rejection.severity() == Severity.ERROR).isEmpty();
		assertThat(read.rules()).isEqualTo(converted);
	}

	/**
	 * Chooses instances as a load balancer does.
	 */
	private static final class Choice {

		private final CompiledRules rules;

		private final Map<String, SubsetIndex<Map<String, String>>> indexes = new HashMap<>();

		Choice(List<Rule> rules, Caller caller, Map<String, List<Map<String, String>>> instances) {
			this.rules = CompiledRules.compile(new RuleSnapshot(1, rules, List.of()), caller);
			instances.forEach((service, own) -> this.indexes.put(service,
					SubsetIndex.of(own, (labels) -> labels, this.rules.subsets(service + DOMAIN))));
		}

		List<Map<String, String>> of(String service, TestRequest request, double draw) {
			RouteTable table = this.rules.routes(service);
			RouteDecision decision = table.decide(request, new FixedRandom(draw));
			List<Map<String, String>> chosen = instances(decision);
			boolean goesOn = chosen.isEmpty() && decision instanceof Forward forward
					&& forward.otherwise() == Otherwise.ROUTES_WITHOUT_LANE;
			return goesOn ? byRoutesAlone(service, request, draw) : chosen;
		}

		List<Map<String, String>> byRoutesAlone(String service, TestRequest request, double draw) {
			return instances(this.rules.routes(service).decideWithoutLane(request, new FixedRandom(draw)));
		}

		private List<Map<String, String>> instances(RouteDecision decision) {
			if (!(decision instanceof Forward forward)) {
				return List.of();
			}
			for (Destination next = forward.chosen(); next != null; next = next.fallback()) {
				SubsetIndex<Map<String, String>> index = this.indexes.get(HostNames.serviceOf(next.host()));
				List<Map<String, String>> found = (forward.lane() != null) ? index.lane(forward.lane())
						: index.instances(next.subset());
				if (!found.isEmpty()) {
					return found;
				}
			}
			return List.of();
		}

	}

}
