package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.MetricType;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.HashKey;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import io.opensergo.core.source.RuleSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RuleWriter}.
 */
class RuleWriterTests {

	private static final String ROUTER = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata:
			  name: rich
			  namespace: shop
			  labels:
			    app: stock
			spec:
			  hosts: [stock, "*.example.com"]
			  gateways: [mesh, infra/edge]
			  exportTo: [".", other]
			  http:
			  - name: full
			    match:
			    - name: first
			      uri: {prefix: ""}
			      ignoreUriCase: true
			      scheme: {exact: https}
			      method: {regex: GET|PUT}
			      authority: {prefix: "stock:"}
			      headers: {X-Tier: {exact: "yes"}, x-there: {}, x-number: {exact: "0123"}, x-empty: {exact: ""}}
			      withoutHeaders: {x-no: {regex: ".*a"}, x-absent: {}}
			      queryParams: {"on": {exact: "~"}, k: {prefix: ": #"}}
			      port: 8080
			      sourceLabels: {app: order}
			      sourceNamespace: shop
			      gateways: [mesh]
			      statPrefix: s
			    - uri: {exact: "/a\\tb\\u2028"}
			    route:
			    - destination:
			        host: stock
			        subset: v2
			        port: {number: 80}
			        fallback: {host: stock, subset: v1, fallback: {host: stock}}
			      weight: 30
			      headers:
			        request: {set: {a: "1"}, add: {b: "%PROTOCOL%"}, remove: [c]}
			        response: {set: {d: "true"}}
			    - destination: {host: other}
			      weight: 70
			    rewrite: {uriRegexRewrite: {match: "^/a/(.*)", rewrite: "/\\\\1"}, authority: new}
			    timeout: 1.5s
			    retries: {attempts: 3, perTryTimeout: 250ms, retryOn: "5xx,503", backoff: 10ms, retryRemoteLocalities: true, retryIgnorePreviousHosts: false}
			    fault:
			      delay: {percentage: {value: 0.0001}, fixedDelay: 1h}
			      abort: {percentage: {value: 12.5}, httpStatus: 503}
			    mirrors:
			    - destination: {host: shadow}
			      percentage: {value: 1}
			    corsPolicy:
			      allowOrigins: [{regex: ".*"}, {prefix: "http"}]
			      allowMethods: [GET, "*"]
			      allowHeaders: [x-a]
			      exposeHeaders: [x-b]
			      maxAge: 24h
			      allowCredentials: true
			      unmatchedPreflights: IGNORE
			    headers:
			      response: {remove: [server]}
			  - name: moved
			    match: [{uri: {prefix: /old}}]
			    redirect: {prefixRewrite: /new, authority: a.example.com, scheme: https, derivePort: FROM_REQUEST_PORT, redirectCode: 308}
			  - match: [{uri: {exact: /teapot}}]
			    directResponse: {status: 418, body: {string: "line\\nnext: 1"}}
			  - match: [{uri: {exact: /bytes}}]
			    directResponse: {status: 200, body: {bytes: aGVsbG8=}}
			  - delegate: {name: rest, namespace: shop}
			""";

	private static final String WORKLOAD = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: VirtualWorkload
			metadata: {name: rich, namespace: shop}
			spec:
			  host: stock
			  trafficPolicy:
			    loadBalancer:
			      consistentHash: {httpCookie: {name: user, path: /, ttl: 0s}, maglev: {tableSize: 65537}}
			      localityLbSetting:
			        enabled: true
			        distribute:
			        - {from: "r1/*", to: {"r1/*": 80, r2: 20}}
			    outlierDetection: {consecutive5xxErrors: 0, consecutiveGatewayErrors: 5, consecutiveLocalOriginFailures: 2,
			      splitExternalLocalOriginErrors: true, interval: 1m, baseEjectionTime: 30s, maxEjectionPercent: 50, minHealthPercent: 10}
			    connectionPool:
			      tcp: {maxConnections: 10, connectTimeout: 1s, tcpKeepalive: {time: 7200s, probes: 3}}
			      http: {http2MaxRequests: 5, h2UpgradePolicy: UPGRADE, idleTimeout: 1h}
			    portLevelSettings:
			    - port: {number: 8080}
			      loadBalancer: {simple: LEAST_REQUEST, warmup: {duration: 90s, minimumPercent: 5.5, aggression: 1}}
			  subsets:
			  - name: v2
			    labels: {version: "2"}
			    trafficPolicy:
			      loadBalancer: {consistentHash: {httpHeaderName: x-user, minimumRingSize: 2048}}
			      outlierDetection: {}
			  - name: all
			    trafficPolicy:
			      outlierDetection: {interval: 1500ms}
			      loadBalancer:
			        localityLbSetting: {failover: [{from: r1, to: r2}], failoverPriority: [zone=a]}
			  exportTo: ["*"]
			""";

	private static final String LANE = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray-lane, namespace: shop}
			spec:
			  selector: {app: gateway}
			  rules:
			    traffic:
			    - http:
			        headers:
			        - X-User-Id: {exact: "12345"}
			        - exact: {prefix: a}
			        uri: {prefix: /}
			        queryParams: {tier: {}}
			        cookies: {c: {regex: "a|b"}}
			        method: {exact: GET}
			        authority: {exact: shop}
			        sourceIp: [10.0.0.0/8, "fd00::/8"]
			        percentage: {value: 0.5, hashOn: {cookie: c}}
			    - http: {percentage: {value: 5, hashOn: {sourceIp: true}}}
			    - http: {percentage: {value: 100}}
			    workload: {selector: {tag: gray}}
			    lane: {name: gray.v2}
			    traceIdBaggage: X-Lane
			  mode: strict
			  instanceLabels: {tag: gray}
			  priority: -1
			""";

	private static final String PROTECTION = """
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: FaultToleranceRule
			metadata: {name: rich, namespace: shop, labels: {app: stock}}
			spec:
			  selector: {app: stock, zone: a}
			  targets:
			  - targetResourceName: "GET:/foo/{id}"
			  - targetResourceName: "GET:/bar*"
			  - targetResourceName: "*"
			  - targetResourceRegex: "(GET|PUT):/x/.*"
			  strategies:
			  - name: a
			  - {name: b, kind: CircuitBreakerStrategy}
			  action: {name: sorry, kind: HttpRequestFallbackAction}
			""";

	private static final String WHOLE_INSTANCE = """
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: FaultToleranceRule
			metadata: {name: overload}
			spec:
			  strategies: [{name: cpu, kind: AdaptiveOverloadProtectionStrategy}]
			""";

	private static final String ACTION = """
			apiVersion: fault-tolerance.opensergo.io/v1alpha1
			kind: HttpRequestFallbackAction
			metadata: {name: sorry, namespace: shop}
			spec:
			  behavior: ReturnProvidedResponse
			  behaviorDesc:
			    responseStatusCode: 429
			    responseContentBody: "{'sorry': '\\u7A0D\\u540E'}\\n"
			    responseAdditionalHeaders:
			    - {key: Content-Type, value: application/json}
			    - {key: X-Limit, value: "1"}
			    - {key: X-Limit, value: ""}
			""";

	@ParameterizedTest
	@ValueSource(strings = {
			"RateLimitStrategy {metricType: RequestAmount, limitMode: Local, threshold: 0, statDuration: 1ms}",
			"RateLimitStrategy {metricType: RequestAmount, limitMode: Global, threshold: 5000000000, statDuration: 1d}",
			"RateLimitStrategy {metricType: RequestAmount, limitMode: GlobalToLocal, threshold: 9007199254740992, statDurationSeconds: 5}",
			"ThrottlingStrategy {minIntervalOfRequests: 20ms, queueTimeout: 0ms}",
			"ThrottlingStrategy {minIntervalOfRequests: 5min, queueTimeout: 2147483647ms}",
			"ConcurrencyLimitStrategy {maxConcurrency: 2147483647, limitMode: Global}",
			"CircuitBreakerStrategy {strategy: SlowRequestRatio, triggerRatio: '60%', statDuration: 30s, recoveryTimeout: 250ms, slowConditions: {maxAllowedRt: 1s}}",
			"CircuitBreakerStrategy {strategy: ErrorRequestRatio, triggerRatio: 0.123456789, statDuration: 30s, recoveryTimeout: 5s, minRequestAmount: 1, errorConditions: {errorTypes: [a.B, c.D$E]}}",
			"CircuitBreakerStrategy {strategy: ErrorRequestRatio, triggerRatio: 1.0E-20, statDuration: 30s, recoveryTimeout: 5s}",
			"CircuitBreakerStrategy {strategy: ErrorRequestRatio, triggerRatio: 1, statDuration: 30s, recoveryTimeout: 5s}",
			"AdaptiveOverloadProtectionStrategy {metricType: CpuPercentage, triggerThreshold: '70.5%', adaptiveStrategy: BBR}",
			"AdaptiveOverloadProtectionStrategy {metricType: MemoryPercentage, triggerThreshold: 0, adaptiveStrategy: NONE}",
			"AdaptiveOverloadProtectionStrategy {metricType: Load, triggerThreshold: 4.25, adaptiveStrategy: BBR}" })
	void readOfWrittenStrategyGivesTheStrategy(String strategy) {
		int space = strategy.indexOf(' ');
		readOfWrittenRuleGivesTheRule(Documents.of(strategy.substring(0, space), strategy.substring(space + 1)));
	}

	@Property
	void readOfWrittenRatioGivesTheRatio(@ForAll @DoubleRange(min = 0, max = 1) double ratio) {
		Rule rule = new AdaptiveOverloadProtectionStrategy(RuleMetadata.of("default", "s"), MetricType.CPU_PERCENTAGE,
				ratio, AdaptiveStrategy.NONE);
		assertThat(read(RuleWriter.write(rule))).isEqualTo(rule);
	}

	@Test
	void writeOfAnExactResourceThatEndsWithAStarIsRefused() {
		Rule rule = new FaultToleranceRule(RuleMetadata.of("default", "r"), Map.of(),
				List.of(new Target(StringMatch.exact("a*"))), List.of(new StrategyReference("s", null)), null);
		assertThatIllegalArgumentException().isThrownBy(() -> RuleWriter.write(rule))
			.withMessageContaining("write a regex instead");
	}

	@ParameterizedTest
	@ValueSource(strings = { ROUTER, WORKLOAD, LANE, PROTECTION, WHOLE_INSTANCE, ACTION })
	void readOfWrittenRuleGivesTheRule(String text) {
		Rule rule = read(text);
		String written = RuleWriter.write(rule);
		assertThat(read(written)).isEqualTo(rule);
		assertThat(RuleWriter.write(read(written))).isEqualTo(written);
	}

	@ParameterizedTest
	@ValueSource(strings = { "yes", "null", "~", "1e3", "0x1F", "1_000", "12:30:45", "2026-01-01", "- a", "a: b", "# c",
			"'", "\"", "\\", "&a", "*a", "!x", "%p", "@a", "`a", "a\nb\n", " a ", "\u00e9\u4e2d", "\uD83D\uDE00", "<<",
			"=", "{}", "[]", "?", "|", ">", "a\u0085b", "\t" })
	void readOfWrittenTextGivesTheText(String value) {
		Rule rule = router(new HttpRoute(value, List.of(), destination(HeaderOperations.NONE), null, null, null,
				HttpPolicies.NONE));
		assertThat(read(RuleWriter.write(rule))).isEqualTo(rule);
	}

	@ParameterizedTest
	@EnumSource(HashKey.Source.class)
	void readOfWrittenHashKeyGivesTheKey(HashKey.Source source) {
		HashKey key = new HashKey(source, (source == HashKey.Source.SOURCE_IP) ? "" : "k");
		TrafficMatch match = new TrafficMatch(Map.of(), null, Map.of(), Map.of(), null, null, List.of(),
				new Percentage(0.0001, key));
		Rule lane = new TrafficLane(RuleMetadata.of("default", "l"), Map.of(), List.of(match), Map.of(), "gray", "x-l",
				TrafficLane.Mode.PERMISSIVE, Map.of(), null);
		assertThat(read(RuleWriter.write(lane))).isEqualTo(lane);
	}

	@Test
	void writeSeparatesDocuments() {
		RuleSet read = new RuleReader("default").read("test",
				RuleWriter.write(List.of(read(ROUTER), read(WORKLOAD), read(LANE))));
		assertThat(read.rules()).containsExactly(read(ROUTER), read(WORKLOAD), read(LANE));
	}

	@Test
	void writeIsBlockStyleInAStableOrder() {
		Rule rule = router(new HttpRoute(null, List.of(), destination(HeaderOperations.NONE), null, null, null,
				new HttpPolicies(null, Duration.ofMillis(1500), null, null, List.of(), null, HeaderOperations.NONE)));
		assertThat(RuleWriter.write(rule)).isEqualTo("""
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata:
				  name: stock
				  namespace: default
				spec:
				  hosts:
				    - stock
				  http:
				    - route:
				        - destination:
				            host: stock
				      timeout: 1500ms
				""");
	}

	@Test
	void writeWhenACrCannotSayItIsRefused() {
		HeaderOperations operations = new HeaderOperations(
				new Changes(List.of(), List.of(new HeaderValue("a", "b", Action.ADD_IF_ABSENT))), Changes.NONE);
		Rule rule = router(
				new HttpRoute(null, List.of(), destination(operations), null, null, null, HttpPolicies.NONE));
		assertThatIllegalArgumentException().isThrownBy(() -> RuleWriter.write(rule))
			.withMessageContaining("ADD_IF_ABSENT");
		assertThatIllegalArgumentException().isThrownBy(() -> RuleWriter.match(new StringMatch.Suffix("a", false)))
			.withMessageContaining("Suffix");
	}

	private static List<WeightedDestination> destination(HeaderOperations headers) {
		return List.of(new WeightedDestination(Destination.of("stock"), 0, headers));
	}

	private static TrafficRouter router(HttpRoute route) {
		return new TrafficRouter(RuleMetadata.of("default", "stock"), List.of("stock"), List.of(), List.of(),
				List.of(route));
	}

	private static Rule read(String text) {
		RuleSet set = new RuleReader("default").read("test", text);
		assertThat(set.rules()).as("rejections %s of %s", set.rejections(), text).hasSize(1);
		return set.rules().get(0);
	}

}
