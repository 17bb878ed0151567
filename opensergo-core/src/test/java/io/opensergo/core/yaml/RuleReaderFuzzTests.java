package io.opensergo.core.yaml;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.testing.FuzzRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing in a text makes {@link RuleReader} throw, hang or keep memory, and
 * that no rule which it accepts breaks the compilation of the snapshot. The full form:
 * {@code mvn -pl opensergo-core test -Dtest=RuleReaderFuzzTests -Dopensergo.fuzz.inputs=1000000}.
 */
class RuleReaderFuzzTests {

	private static final int SHORT_FORM = 10_000;

	private static final List<String> PIECES = List.of("\n", "---\n", ": ", "- ", "{", "}", "[", "]", "\"", "'", "&a ",
			"*a", "!!int ", "<<: ", "null", "~", "1e9", "0x", "0b", ".nan", "-.inf", "\t", "#", "|", ">", "%", "\\",
			"\0", "\uD800", "\uFEFF", "9".repeat(30), "{}", "[]", "true", "? ", ", ", "__", "0_", "-0", "1:30", "=",
			"exact", "fallback", "spec", "http", "name");

	private static final String VALID = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: stock, namespace: shop, labels: {app: stock}}
			spec:
			  hosts: [stock]
			  http:
			  - match: [{uri: {prefix: /a}, headers: {x: {regex: "(a|b){2,3}"}}, port: 80}]
			    route:
			    - destination: {host: stock, subset: gray, port: {number: 80}, fallback: {host: stock}}
			      weight: 5
			    - destination: {host: stock}
			      weight: 95
			    timeout: 1.5s
			    retries: {attempts: 2, retryOn: "5xx"}
			    fault: {delay: {fixedDelay: 1s, percentage: {value: 0.1}}}
			    headers: {request: {set: {a: "%REQ(b)%"}, remove: [c]}}
			---
			{"apiVersion": "traffic.opensergo.io/v1alpha1", "kind": "VirtualWorkload", "metadata": {"name": "w"},
			 "spec": {"host": "stock", "subsets": [{"name": "gray", "labels": {"version": "2"}}],
			 "trafficPolicy": {"loadBalancer": {"consistentHash": {"useSourceIp": true, "maglev": {"tableSize": 7}}},
			 "connectionPool": {"tcp": {"maxConnections": 1}}}}}
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray}
			spec:
			  selector: {app: gateway}
			  rules:
			    traffic:
			      http:
			        headers:
			        - X-User-Id:
			          exact: "1"
			        percentage: {value: 5, hashOn: {header: X}}
			    lane: {name: gray}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: FaultToleranceRule
			metadata: {name: guard}
			spec:
			  selector: {app: order}
			  targets: [{targetResourceName: "GET:/a*"}, {targetResourceRegex: "(a|b){2,3}"}]
			  strategies: [{name: ten, kind: RateLimitStrategy}, {name: open}]
			  fallbackAction: sorry
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: RateLimitStrategy
			metadata: {name: ten}
			spec: {metricType: RequestAmount, limitMode: GlobalToLocal, threshold: 10.5, statDuration: 5min}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: ThrottlingStrategy
			metadata: {name: slow}
			spec: {minIntervalOfRequests: '20ms', queueTimeout: '0s'}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: ConcurrencyLimitStrategy
			metadata: {name: eight}
			spec: {maxConcurrency: 8, limitMode: 'Local'}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: CircuitBreakerStrategy
			metadata: {name: open}
			spec:
			  strategy: ErrorRequestRatio
			  triggerRatio: '60%'
			  statDuration: '30s'
			  recoveryTimeout: '5s'
			  minRequestAmount: 5
			  slowConditions: {maxAllowedRt: '500ms'}
			  errorConditions: {errorType: [java.io.IOException]}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: AdaptiveOverloadProtectionStrategy
			metadata: {name: cpu}
			spec: {metricType: 'CPU usage percentage', triggerThreshold: '70%', adaptiveStrategy: 'BBR'}
			---
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: HttpRequestFallbackAction
			metadata: {name: sorry}
			spec:
			  behavior: ReturnProvidedResponse
			  behaviorDesc:
			    responseStatusCode: 429
			    responseContentBody: "sorry"
			    responseAdditionalHeaders: [{key: X-Limit, value: "foo"}]
			""";

	private final RuleReader reader = new RuleReader("default");

	private final Caller caller = Caller.of("order", "default", Map.of());

	private int refused;

	@Test
	void readNeverThrowsAndWhatItAcceptsCompiles() {
		FuzzRun run = FuzzRun.of("yaml", SHORT_FORM);
		run.run(RuleReaderFuzzTests::mutate, this::read);
		// most mutations do harm; otherwise this test would test nothing
		assertThat(this.refused).isGreaterThan(run.inputs() / 2);
	}

	private void read(String text) {
		RuleSet rules = this.reader.read("fuzz.yaml", text);
		int lines = (int) text.lines().count() + 1;
		assertThat(rules.rejections()).as("a line that is not there")
			.noneMatch((rejection) -> rejection.line() < 0 || rejection.line() > lines);
		CompiledRules compiled = CompiledRules.compile(new RuleSnapshot(1, rules.rules(), List.of()), this.caller);
		compiled.routes("stock");
		compiled.subsets("stock");
		ProtectionPlan plan = ProtectionPlan.compile(new RuleSnapshot(1, rules.rules(), List.of()), this.caller);
		plan.protectionsOf("GET:/a/b");
		rules.rules().forEach(this::checkWritten);
		this.refused += rules.rejections().stream().anyMatch(this::isError) ? 1 : 0;
	}

	private void checkWritten(Rule rule) {
		if (rule instanceof FaultToleranceRule || rule instanceof ProtectionStrategy
				|| rule instanceof HttpRequestFallbackAction) {
			assertThat(this.reader.read("written.yaml", RuleWriter.write(rule)).rules()).containsExactly(rule);
		}
	}

	private boolean isError(Rejection rejection) {
		return rejection.severity() == Rejection.Severity.ERROR;
	}

	private static String mutate(RandomGenerator random) {
		String[] documents = VALID.split("---\n");
		int choice = random.nextInt(documents.length + 1);
		StringBuilder text = new StringBuilder((choice < documents.length) ? documents[choice] : VALID);
		int edits = 1 + random.nextInt(4);
		for (int i = 0; i < edits; i++) {
			int start = random.nextInt(text.length());
			int end = Math.min(text.length(), start + random.nextInt(12));
			switch (random.nextInt(4)) {
				case 0 -> text.delete(start, end);
				case 1 -> text.insert(start, PIECES.get(random.nextInt(PIECES.size())));
				case 2 -> text.replace(start, end, PIECES.get(random.nextInt(PIECES.size())));
				default -> text.insert(random.nextInt(text.length()), text.substring(start, end));
			}
		}
		return text.toString();
	}

}
