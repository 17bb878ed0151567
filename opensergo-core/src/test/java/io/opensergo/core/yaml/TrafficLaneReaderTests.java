package io.opensergo.core.yaml;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.HashKey;
import io.opensergo.core.rule.TrafficLane.HashKey.Source;
import io.opensergo.core.rule.TrafficLane.Mode;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link TrafficLaneReader} and {@link LaneMatchReader}.
 */
class TrafficLaneReaderTests {

	@Test
	void readTakesTheFormOfTheDraft() {
		TrafficLane lane = Documents.readOne(TrafficLane.class, Documents.of("TrafficLane", """

				selector: {app: gateway}
				rules:
				  traffic:
				    http:
				      headers:
				      - X-User-Id:
				        exact: "12345"
				      - X-Tier: {exact: gold}
				      uri: {exact: /index}
				  workload:
				    selector: {tag: gray}
				  lane: {name: gray}
				  traceIdBaggage: x-lane
				"""));
		assertThat(lane).isEqualTo(new TrafficLane(lane.metadata(), Map.of("app", "gateway"),
				List.of(new TrafficMatch(
						Map.of("X-User-Id", StringMatch.exact("12345"), "X-Tier", StringMatch.exact("gold")),
						StringMatch.exact("/index"), Map.of(), Map.of(), null, null, List.of(), null)),
				Map.of("tag", "gray"), "gray", "x-lane", Mode.PERMISSIVE, Map.of(), null));
	}

	@Test
	void readTakesExtensions() {
		TrafficLane lane = Documents.readOne(TrafficLane.class, Documents.of("TrafficLane", """

				mode: strict
				instanceLabels: {version: v2}
				priority: -3
				rules:
				  traffic:
				  - http:
				      headers: {x-a: {prefix: b}}
				      queryParams: [{q: {}}]
				      cookies: [{user: , regex: "1+"}]
				      method: {exact: GET}
				      authority: {exact: shop}
				      sourceIp: [10.0.0.0/8, "fd00::/8"]
				      percentage: {value: 2.5, hashOn: {cookie: user}}
				  - http:
				      percentage: {value: 5, hashOn: {sourceIp: true}}
				  lane: {name: Gray.2}
				"""));
		assertThat(lane.mode()).isEqualTo(Mode.STRICT);
		assertThat(lane.instanceLabels()).containsOnly(Map.entry("version", "v2"));
		assertThat(lane.priority()).isEqualTo(-3);
		assertThat(lane.lane()).isEqualTo("Gray.2");
		assertThat(lane.traceIdBaggage()).isEqualTo(TrafficLane.DEFAULT_TRAFFIC_HEADER);
		assertThat(lane.traffic()).containsExactly(
				new TrafficMatch(Map.of("x-a", StringMatch.prefix("b")), null, Map.of("q", StringMatch.present()),
						Map.of("user", StringMatch.regex("1+")), StringMatch.exact("GET"), StringMatch.exact("shop"),
						List.of("10.0.0.0/8", "fd00::/8"), new Percentage(2.5, new HashKey(Source.COOKIE, "user"))),
				new TrafficMatch(Map.of(), null, Map.of(), Map.of(), null, null, List.of(),
						new Percentage(5, new HashKey(Source.SOURCE_IP, ""))));
	}

	@ParameterizedTest
	@MethodSource("draftLevels")
	void readTakesOtherLevelsOfTheDraft(String spec, String path) {
		Documents.assertWarned(Documents.of("TrafficLane", spec), path, "a level of the draft");
		TrafficLane lane = (TrafficLane) Documents.read(Documents.of("TrafficLane", spec)).rules().get(0);
		assertThat(lane.lane()).isEqualTo("gray");
	}

	static Stream<Arguments> draftLevels() {
		return Stream.of(arguments("{lane: {name: gray}, rules: {}}", "spec.lane"),
				arguments("{rules: {traffic: {http: {uri: {exact: /}}, lane: {name: gray}}}}",
						"spec.rules.traffic.lane"),
				arguments("{workload: {selector: {a: b}}, rules: {lane: {name: gray}}}", "spec.workload"),
				arguments("{rules: {traffic: {http: {uri: {}}, workload: {selector: {a: b}}}, lane: {name: gray}}}",
						"spec.rules.traffic.workload"),
				arguments("{rules: {lane: {name: gray, traceIdBaggage: x}}}", "spec.rules.lane.traceIdBaggage"),
				arguments("{traceIdBaggage: x, rules: {lane: {name: gray}}}", "spec.traceIdBaggage"));
	}

	@Test
	void readWarnsWhenEveryRequestEntersTheLane() {
		Documents.assertWarned(Documents.of("TrafficLane", "{rules: {traffic: {http: {}}, lane: {name: gray}}}"),
				"spec.rules.traffic.http", "every request");
	}

	@ParameterizedTest
	@MethodSource("rejectedSpecs")
	void readRejects(String spec, String path, String reason) {
		Documents.assertRejected(Documents.of("TrafficLane", spec), path, reason);
	}

	@ParameterizedTest
	@MethodSource("rejectedTraffic")
	void readRejectsTraffic(String http, String path, String reason) {
		String spec = "{rules: {traffic: {http: {" + http + "}}, lane: {name: gray}}}";
		Documents.assertRejected(Documents.of("TrafficLane", spec), "spec.rules.traffic.http" + path, reason);
	}

	static Stream<Arguments> rejectedSpecs() {
		return Stream.of(arguments("{selector: {a: b}}", "spec.rules", "required key 'rules'"),
				arguments("{rules: {}}", "spec.rules.lane", "required key 'lane'"),
				arguments("{rules: {lane: {}}}", "spec.rules.lane.name", "required key 'name'"),
				arguments("{rules: {lane: gray}}", "spec.rules.lane", "expected an object"),
				arguments("{rules: {lane: {name: 'a b'}}}", "spec.rules.lane.name", "not a lane name"),
				arguments("{rules: {lane: {name: " + "a".repeat(64) + "}}}", "spec.rules.lane.name", "not a lane name"),
				arguments("{rules: {lane: {name: a}, traceIdBaggage: 'a b'}}", "spec.rules.traceIdBaggage",
						"not a header name"),
				arguments("{lane: {name: a}, rules: {lane: {name: a}}}", "spec.lane", "two levels"),
				arguments("{mode: Strict, rules: {lane: {name: a}}}", "spec.mode", "not one of permissive, strict"),
				arguments("{priority: high, rules: {lane: {name: a}}}", "spec.priority", "expected a whole number"),
				arguments("{instanceLabels: {version: 2}, rules: {lane: {name: a}}}", "spec.instanceLabels.version",
						"expected text"),
				arguments("{selector: [a], rules: {lane: {name: a}}}", "spec.selector", "expected an object"),
				arguments("{selector: {app: 1}, rules: {lane: {name: a}}}", "spec.selector.app", "expected text"),
				arguments("{rules: {workload: {}, lane: {name: a}}}", "spec.rules.workload.selector", "required key"),
				arguments("{rules: {workload: {selector: {}}, lane: {name: a}}}", "spec.rules.workload", "no labels"),
				arguments("{rules: {traffic: {}, lane: {name: a}}}", "spec.rules.traffic.http", "required key 'http'"),
				arguments("{rules: {trafic: {}, lane: {name: a}}}", "spec.rules.trafic", "unknown key 'trafic'"));
	}

	static Stream<Arguments> rejectedTraffic() {
		return Stream.of(arguments("headers: [{X: , exat: a}]", ".headers[0].X", "condition is missing"),
				arguments("headers: [{X: }]", ".headers[0].X", "condition is missing"),
				arguments("headers: [{X: , exact: a, foo: b}]", ".headers[0].foo", "unknown key 'foo'"),
				arguments("headers: [{X: , exact: 1}]", ".headers[0].exact", "expected text"),
				arguments("headers: [{X: {exact: a}}, {x: {exact: b}}]", ".headers[1].x", "two conditions"),
				arguments("headers: [{'a b': {exact: a}}]", ".headers[0][\"a b\"]", "not a header name"),
				arguments("headers: [x]", ".headers[0]", "expected an object"),
				arguments("cookies: [{'': {exact: a}}]", ".cookies[0][\"\"]", "name is empty"),
				arguments("sourceIp: [a.example]", ".sourceIp[0]", "not an address range"),
				arguments("sourceIp: [10.0.0.0/33]", ".sourceIp[0]", "not an address range"),
				arguments("percentage: 5", ".percentage", "expected an object"),
				arguments("percentage: {value: 101}", ".percentage.value", "out of range"),
				arguments("percentage: {}", ".percentage.value", "required key"),
				arguments("percentage: {value: 5, hashOn: {}}", ".percentage.hashOn", "exactly one key"),
				arguments("percentage: {value: 5, hashOn: {header: a, cookie: b}}", ".percentage.hashOn",
						"exactly one key"),
				arguments("percentage: {value: 5, hashOn: {heder: a}}", ".percentage.hashOn.heder", "unknown key"),
				arguments("url: {exact: /}", ".url", "unknown key 'url'"));
	}

}
