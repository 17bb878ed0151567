package io.opensergo.core.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.route.Caller;
import io.opensergo.core.route.TrafficRouterTranslation;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.yaml.RuleReader;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnappliedFieldReport}.
 */
class UnappliedFieldReportTests {

	private static final Set<RuleCapability> LOAD_BALANCER = EnumSet.of(RuleCapability.CHOOSE_DESTINATION);

	private static final String ROUTER = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: stock}
			spec:
			  hosts: [stock, other]
			  http:
			  - name: away
			    match: [{uri: {prefix: /old}}]
			    redirect: {prefixRewrite: /new}
			  - match: [{uri: {exact: /down}}]
			    directResponse: {status: 503}
			  - match: [{sourceLabels: {app: nobody}}]
			    route: [{destination: {host: stock}}]
			    timeout: 9s
			  - route:
			    - {destination: {host: stock, port: {number: 80}}, headers: {response: {remove: [x]}}}
			    rewrite: {uri: /x}
			    timeout: 1s
			    retries: {attempts: 2}
			    fault: {abort: {httpStatus: 500, percentage: {value: 1}}}
			    mirror: {host: shadow}
			    corsPolicy: {allowMethods: [GET]}
			    headers: {request: {set: {x: y}}}
			""";

	private static final String WORKLOAD = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: VirtualWorkload
			metadata: {name: stock}
			spec:
			  host: stock
			  trafficPolicy:
			    loadBalancer: {simple: RANDOM, warmup: {duration: 10s}}
			    outlierDetection: {consecutive5xxErrors: 3}
			    portLevelSettings: [{port: {number: 80}, connectionPool: {http: {maxRetries: 1}}}]
			  subsets:
			  - name: v1
			    trafficPolicy: {connectionPool: {tcp: {maxConnections: 1}}}
			""";

	@Test
	void fieldsOfARouterAreNamed() {
		assertThat(paths(LOAD_BALANCER, ROUTER)).containsExactly("spec.http[0].redirect", "spec.http[1].directResponse",
				"spec.http[3].rewrite", "spec.http[3].timeout", "spec.http[3].retries", "spec.http[3].fault",
				"spec.http[3].mirrors", "spec.http[3].corsPolicy", "spec.http[3].headers",
				"spec.http[3].route[0].headers", "spec.http[3].route[0].destination.port");
	}

	@Test
	void fieldsThatAnIntegrationAppliesAreNotNamed() {
		assertThat(paths(EnumSet.allOf(RuleCapability.class), ROUTER)).isEmpty();
	}

	@Test
	void eachCapabilityOfAGatewayIsForItsField() {
		Map<RuleCapability, String> fields = Map.of(RuleCapability.REDIRECT, "spec.http[0].redirect",
				RuleCapability.RESPOND_DIRECTLY, "spec.http[1].directResponse", RuleCapability.REWRITE,
				"spec.http[3].rewrite", RuleCapability.LIMIT_TIME, "spec.http[3].timeout", RuleCapability.RETRY,
				"spec.http[3].retries", RuleCapability.INJECT_FAULTS, "spec.http[3].fault", RuleCapability.MIRROR,
				"spec.http[3].mirrors", RuleCapability.APPLY_CORS, "spec.http[3].corsPolicy",
				RuleCapability.CHANGE_HEADERS, "spec.http[3].headers", RuleCapability.CHOOSE_PORT,
				"spec.http[3].route[0].destination.port");
		fields.forEach((capability, field) -> {
			Set<RuleCapability> others = EnumSet.complementOf(EnumSet.of(capability));
			assertThat(paths(others, ROUTER)).contains(field).allMatch((path) -> path.endsWith(lastPart(field)));
		});
	}

	private static String lastPart(String path) {
		return path.substring(path.lastIndexOf('.') + 1);
	}

	@Test
	void partsOfAppliedFieldsThatNothingAppliesAreNamed() {
		String router = """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock}
				spec:
				  hosts: [stock]
				  http:
				  - route:
				    - {destination: {host: stock}, headers: {response: {set: {x: "%UPSTREAM_HOST%"}}}}
				    retries: {attempts: 2, retryOn: "5xx,retriable-headers", retryRemoteLocalities: true}
				    headers: {request: {set: {x: "%REQ(y)%", z: "%START_TIME%"}}}
				""";
		assertThat(paths(EnumSet.allOf(RuleCapability.class), router)).containsExactly("spec.http[0].retries.retryOn",
				"spec.http[0].retries.retryRemoteLocalities", "spec.http[0].headers.request",
				"spec.http[0].route[0].headers.response");
	}

	@Test
	void routesAreNamedWhenNothingChoosesDestinations() {
		assertThat(paths(Set.of(), ROUTER)).contains("spec.http[3].route");
	}

	@Test
	void fieldsOfAWorkloadAreNamed() {
		assertThat(paths(LOAD_BALANCER, WORKLOAD)).containsExactly("spec.trafficPolicy.loadBalancer.simple",
				"spec.trafficPolicy.loadBalancer.warmup", "spec.trafficPolicy.outlierDetection",
				"spec.trafficPolicy.portLevelSettings[80].connectionPool",
				"spec.subsets[0].trafficPolicy.connectionPool");
		assertThat(paths(EnumSet.allOf(RuleCapability.class), WORKLOAD))
			.doesNotContain("spec.trafficPolicy.loadBalancer.simple", "spec.trafficPolicy.outlierDetection")
			.contains("spec.trafficPolicy.loadBalancer.warmup");
	}

	@Test
	void outlierDetectionThatSwitchesFailoverOnIsToBeKept() {
		String failover = WORKLOAD.replace("simple: RANDOM,", "localityLbSetting: {enabled: true},");
		Set<RuleCapability> noEjection = EnumSet.complementOf(EnumSet.of(RuleCapability.EJECT_OUTLIERS));
		assertThat(fields(noEjection, read(failover).rules().get(0)))
			.filteredOn((field) -> field.path().equals("spec.trafficPolicy.outlierDetection"))
			.singleElement()
			.satisfies((field) -> assertThat(field.fix()).startsWith("keep it"));
		assertThat(fields(noEjection, read(WORKLOAD).rules().get(0)))
			.filteredOn((field) -> field.path().equals("spec.trafficPolicy.outlierDetection"))
			.singleElement()
			.satisfies((field) -> assertThat(field.fix()).contains("remove it"));
	}

	@Test
	void fieldsOfRoutesFromTheWireAreNamedOnceForAllHosts() {
		TrafficRouter router = (TrafficRouter) read(ROUTER).rules().get(0);
		List<Rejection> fields = fields(LOAD_BALANCER, TrafficRouterTranslation.translate(router));
		assertThat(fields).extracting(Rejection::path)
			.contains("virtual_hosts[0].routes[0].redirect", "virtual_hosts[0].routes[3].timeout")
			.noneMatch((path) -> path.startsWith("virtual_hosts[1]") || path.startsWith("virtual_hosts[0].routes[2]"));
		assertThat(fields.get(0).kind()).isEqualTo("TrafficRouter");
		assertThat(fields.get(0).name()).isEqualTo("stock");
	}

	@Test
	void rulesOfOtherNamespacesDoNotCount() {
		assertThat(paths(LOAD_BALANCER, ROUTER.replace("{name: stock}", "{name: stock, namespace: prod}"))).isEmpty();
	}

	@Test
	void claimsAreNamed() {
		String claims = """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: stock}
				spec:
				  hosts: [stock]
				  gateways: [edge]
				  http:
				  - match: [{headers: {"@request.auth.claims.sub": {exact: a}}}]
				    route: [{destination: {host: stock}}]
				""";
		UnappliedFieldReport report = new UnappliedFieldReport(
				new Caller("gateway", "default", Map.of(), Set.of("edge")), LOAD_BALANCER);
		report.apply(new RuleSnapshot(1, read(claims).rules(), List.of()));
		assertThat(report.fields()).singleElement()
			.satisfies((field) -> assertThat(field.path()).isEqualTo("spec.http[0].match[0]"));
	}

	@Test
	void headerOfALaneThatNobodyWritesIsNamed() {
		String lane = """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: gray}
				spec:
				  rules: {lane: {name: gray}, workload: {selector: {tag: gray}}, traceIdBaggage: %s}
				""";
		assertThat(paths(LOAD_BALANCER, lane.formatted("x-lane"))).containsExactly("spec.rules.traceIdBaggage");
		assertThat(paths(LOAD_BALANCER, lane.formatted("X-OpenSergo-Traffic"))).isEmpty();
	}

	@Test
	void fieldsGoWithTheirRule() {
		UnappliedFieldReport report = new UnappliedFieldReport(Caller.of("order", "default", Map.of()), LOAD_BALANCER);
		report.apply(new RuleSnapshot(1, read(ROUTER).rules(), List.of()));
		assertThat(report.fields()).isNotEmpty();
		report.apply(RuleSnapshot.EMPTY);
		assertThat(report.fields()).isEmpty();
	}

	private static List<String> paths(Set<RuleCapability> capabilities, String text) {
		return fields(capabilities, read(text).rules().get(0)).stream().map(Rejection::path).toList();
	}

	private static List<Rejection> fields(Set<RuleCapability> capabilities, Rule rule) {
		UnappliedFieldReport report = new UnappliedFieldReport(Caller.of("order", "default", Map.of()), capabilities);
		report.apply(new RuleSnapshot(1, List.of(rule), List.of()));
		return report.fields();
	}

	private static RuleSet read(String text) {
		RuleSet rules = new RuleReader("default").read("test.yaml", text);
		assertThat(rules.rules()).as(() -> rules.rejections().toString()).hasSize(1);
		return rules;
	}

}
