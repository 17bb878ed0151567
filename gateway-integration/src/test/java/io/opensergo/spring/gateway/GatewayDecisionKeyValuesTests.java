package io.opensergo.spring.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.micrometer.common.KeyValue;
import io.opensergo.core.route.RouteDecision.NoRoute;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatewayDecisionKeyValues} and the trace of {@link GatewayDecision}.
 */
class GatewayDecisionKeyValuesTests {

	@Test
	void valuesAreBoundedHoweverManyRulesThereHaveBeen() {
		GatewayDecisionKeyValues keyValues = new GatewayDecisionKeyValues();
		Set<String> rules = new HashSet<>();
		for (int i = 0; i < 3 * GatewayDecisionKeyValues.MAX_COMBINATIONS; i++) {
			List<KeyValue> values = keyValues.of(decision("rule-" + i, "no route")).stream().toList();
			assertThat(values).hasSize(4);
			rules.add(values.stream()
				.filter((value) -> value.getKey().equals("opensergo.rule"))
				.findFirst()
				.orElseThrow()
				.getValue());
		}
		assertThat(rules).hasSize(GatewayDecisionKeyValues.MAX_COMBINATIONS + 1).contains("other", "default/rule-0");
	}

	@Test
	void valuesOfRequestsWithoutADecisionAreNone() {
		assertThat(new GatewayDecisionKeyValues().of(new GatewayDecision("gray", null, null)))
			.allSatisfy((value) -> assertThat(value.getValue()).isEqualTo("none"));
	}

	@Test
	void traceIsAsciiOfLimitedLength() {
		String trace = decision("stock", "\"\\\r\n\u4e2d" + "x".repeat(10_000)).trace(null);
		assertThat(trace).contains("\"reason\":\"\\\"\\\\\\u000d\\u000a\\u4e2dxxx").hasSizeLessThan(500);
		assertThat(trace.chars()).allMatch((character) -> character >= ' ' && character < 0x7F);
	}

	private static GatewayDecision decision(String rule, String reason) {
		return new GatewayDecision(null,
				new RoutedCall("stock", new NoRoute(new RuleId(RuleKind.TRAFFIC_ROUTER, "default", rule), reason)),
				null);
	}

}
