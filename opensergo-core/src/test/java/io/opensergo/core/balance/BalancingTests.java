package io.opensergo.core.balance;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import io.opensergo.core.outlier.CallResult;
import io.opensergo.core.outlier.InstanceEjection;
import io.opensergo.core.outlier.OutlierPolicy;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.yaml.RuleReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Balancing}.
 */
class BalancingTests {

	private static final Target BASELINE = new Target(null, null, null);

	private static final String OUTLIERS = "outlierDetection: {interval: 10s}, ";

	private final RandomGenerator random = new SplittableRandom(7);

	@Test
	void ofWhenNothingDecidesIsNone() {
		assertThat(policies("")).isSameAs(ServiceBalancing.NONE);
		assertThat(policies("trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}")).isSameAs(ServiceBalancing.NONE);
		assertThat(policies("trafficPolicy: {loadBalancer: {simple: UNSPECIFIED}}")).isSameAs(ServiceBalancing.NONE);
		assertThat(policies("trafficPolicy: {loadBalancer: {simple: RANDOM}}")).isNotSameAs(ServiceBalancing.NONE);
	}

	@Test
	void chooseWithoutPolicyReturnsTheListItself() {
		List<TestInstance> instances = TestInstance.list("a:1", "b:1");
		Balancing<TestInstance> balancing = balancing(
				"subsets: [{name: v2, labels: {a: b}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]", "");
		assertThat(balancing.choose(BASELINE, instances, TestCall.plain(), null)).isSameAs(instances);
		assertThat(balancing.choose(BASELINE, instances, TestCall.plain(), instances.get(0)))
			.containsExactly(instances.get(1));
		assertThat(balancing.choose(new Target("v2", null, null), instances, TestCall.plain(), null)).hasSize(1);
		assertThat(balancing.choose(new Target(null, "v2", null), instances, TestCall.plain(), null)).hasSize(1);
	}

	@Test
	void blocksOfTheSubsetReplaceThoseOfTheHost() {
		ServiceBalancing policies = policies("""
				trafficPolicy: {loadBalancer: {simple: RANDOM, localityLbSetting: {enabled: true}}, %s}
				subsets:
				- {name: own, trafficPolicy: {loadBalancer: {simple: LEAST_CONN}}}
				- {name: other-block, trafficPolicy: {outlierDetection: {interval: 1s}}}
				- {name: none, trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}}
				""".formatted(OUTLIERS.trim().replaceAll(",$", "")));
		BalancePolicy host = policy(policies, null, 80);
		OutlierPolicy every10s = host.outliers();
		assertThat(every10s).isNotNull();
		assertThat(policy(policies, "own", 80))
			.isEqualTo(new BalancePolicy(BalancePolicy.Keyless.LEAST_REQUEST, null, true, every10s));
		BalancePolicy otherBlock = policy(policies, "other-block", 80);
		assertThat(otherBlock).usingRecursiveComparison().ignoringFields("outliers").isEqualTo(host);
		assertThat(otherBlock.outliers()).isNotNull().isNotEqualTo(every10s);
		assertThat(policies.outlierPolicies()).containsExactlyInAnyOrder(every10s, otherBlock.outliers());
		assertThat(policy(policies, "undeclared", 80)).isEqualTo(policy(policies, null, 80));
		assertThat(policy(policies, "none", 80)).isEqualTo(new BalancePolicy(null, null, true, every10s));
	}

	@Test
	void settingsOfAPortReplaceAllBlocks() {
		ServiceBalancing policies = policies("""
				trafficPolicy:
				  loadBalancer: {simple: RANDOM}
				  portLevelSettings:
				  - {port: {number: 8080}, loadBalancer: {simple: ROUND_ROBIN}}
				  - {port: {number: 9090}, connectionPool: {http: {maxRetries: 1}}}
				subsets:
				- name: v2
				  trafficPolicy:
				    loadBalancer: {simple: LEAST_REQUEST}
				    portLevelSettings: [{port: {number: 9090}, loadBalancer: {simple: ROUND_ROBIN}}]
				- name: v3
				  trafficPolicy: {outlierDetection: {interval: 1s}}
				""");
		assertThat(algorithm(policies, null, 80)).isEqualTo(BalancePolicy.Keyless.RANDOM);
		assertThat(algorithm(policies, null, 8080)).isEqualTo(BalancePolicy.Keyless.ROUND_ROBIN);
		assertThat(policy(policies, null, 9090)).isNull();
		assertThat(algorithm(policies, "v2", 8080)).isEqualTo(BalancePolicy.Keyless.LEAST_REQUEST);
		assertThat(algorithm(policies, "v2", 9090)).isEqualTo(BalancePolicy.Keyless.ROUND_ROBIN);
		assertThat(algorithm(policies, "v3", 8080)).isEqualTo(BalancePolicy.Keyless.ROUND_ROBIN);
		assertThat(policies.withPort(BASELINE, call("stock:8080", "/", Map.of(), null)).port()).isEqualTo(8080);
		assertThat(policies.withPort(BASELINE, call("stock:1", "/", Map.of(), null)).port()).isNull();
		assertThat(policies.withPort(new Target(null, null, 9090), TestCall.plain()).port()).isEqualTo(9090);
	}

	@Test
	void hashFollowsHeaderCookieQueryParameterAndClientAddress() {
		assertSticky("httpHeaderName: X-User", TestCall.withHeader("x-user", "1"));
		assertSticky("httpCookie: {name: user}", call("stock", "/", Map.of("user", "1"), null));
		assertSticky("httpQueryParameterName: user", call("stock", "/?a=b&user=1", Map.of(), null));
		assertSticky("useSourceIp: true", call("stock", "/", Map.of(), "192.0.2.1"));
		assertSticky("httpHeaderName: x-user, maglev: {tableSize: 101}", TestCall.withHeader("x-user", "1"));
	}

	private void assertSticky(String hash, TestCall keyed) {
		List<TestInstance> instances = TestInstance.list("a:1", "b:1", "c:1");
		Balancing<TestInstance> balancing = balancing(loadBalancer("consistentHash: {" + hash + "}"), "");
		TestInstance chosen = choose(balancing, instances, keyed, null);
		List<TestInstance> withoutKey = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			assertThat(choose(balancing, instances, keyed, null)).isSameAs(chosen);
			assertThat(choose(balancing, instances, keyed, chosen)).isNotSameAs(chosen);
			withoutKey.add(choose(balancing, instances, TestCall.plain(), null));
		}
		assertThat(withoutKey).containsAll(instances);
	}

	@Test
	void chooseWhenTheOnlyInstanceFailedIsEmpty() {
		List<TestInstance> one = TestInstance.list("a:1");
		for (String balancer : List.of("simple: RANDOM", "simple: ROUND_ROBIN", "simple: LEAST_REQUEST",
				"consistentHash: {httpHeaderName: a}")) {
			assertThat(balancing(loadBalancer(balancer), "").choose(BASELINE, one, TestCall.plain(), one.get(0)))
				.isEmpty();
		}
	}

	@Test
	void roundGoesOnWhenTheListIsMadeAnew() {
		ServiceBalancing policies = policies(loadBalancer("simple: ROUND_ROBIN"));
		Balancing<TestInstance> balancing = null;
		List<String> chosen = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			balancing = Balancing.of(policies, TestInstance.READER, origin(""), this.random, balancing);
			chosen.add(choose(balancing, TestInstance.list("a:1", "b:1", "c:1"), TestCall.plain(), null).address());
		}
		assertThat(chosen.subList(0, 3)).containsExactlyInAnyOrder("a:1", "b:1", "c:1");
		assertThat(chosen.subList(3, 6)).isEqualTo(chosen.subList(0, 3));
	}

	@Test
	void leastRequestReadsTheCountsOfTheNewList() {
		ServiceBalancing policies = policies(loadBalancer("simple: LEAST_REQUEST"));
		Balancing<TestInstance> first = Balancing.of(policies, TestInstance.READER, origin(""), this.random, null);
		choose(first, TestInstance.list("a:1", "b:1"), TestCall.plain(), null);
		Balancing<TestInstance> second = Balancing.of(policies, TestInstance.READER, origin(""), this.random, first);
		List<TestInstance> instances = TestInstance.list("a:1", "b:1");
		instances.get(0).active().set(1);
		for (int i = 0; i < 20; i++) {
			assertThat(choose(second, instances, TestCall.plain(), null)).isSameAs(instances.get(1));
		}
	}

	@Test
	void failoverPrefersTheNearestPlace() {
		List<TestInstance> instances = List.of(TestInstance.at("same:1", "r1/z1/s1"),
				TestInstance.at("zone:1", "r1/z1/s2"), TestInstance.at("region:1", "r1/z2/s1"),
				TestInstance.at("far:1", "r2/z1/s1"));
		String policy = trafficPolicy(OUTLIERS, "localityLbSetting: {enabled: true}");
		assertThat(addresses(policy, "r1/z1/s1", instances)).containsExactly("same:1");
		assertThat(addresses(policy, "r1/z1/s1", instances.subList(1, 4))).containsExactly("zone:1");
		assertThat(addresses(policy, "r1/z1/s1", instances.subList(2, 4))).containsExactly("region:1");
		assertThat(addresses(policy, "r1/z1/s1", instances.subList(3, 4))).containsExactly("far:1");
		assertThat(addresses(policy, "r1/z9/s9", instances)).containsExactly("same:1", "zone:1", "region:1");
		assertThat(addresses(policy, "", instances)).hasSize(4);
	}

	@Test
	void failoverWhenTheNearestFailedTakesTheNext() {
		List<TestInstance> instances = List.of(TestInstance.at("same:1", "r1/z1"), TestInstance.at("far:1", "r2/z1"));
		Balancing<TestInstance> balancing = balancing(
				trafficPolicy(OUTLIERS, "simple: RANDOM, localityLbSetting: {enabled: true}"), "r1/z1");
		assertThat(choose(balancing, instances, TestCall.plain(), null)).isSameAs(instances.get(0));
		assertThat(choose(balancing, instances, TestCall.plain(), instances.get(0))).isSameAs(instances.get(1));
	}

	@Test
	void failoverToARegionComesBeforeOtherRegions() {
		List<TestInstance> instances = List.of(TestInstance.at("r2:1", "r2/z1"), TestInstance.at("r3:1", "r3/z1"));
		String policy = trafficPolicy(OUTLIERS, "localityLbSetting: {failover: [{from: r1, to: r3}]}");
		assertThat(addresses(policy, "r1/z1", instances)).containsExactly("r3:1");
		assertThat(addresses(policy, "r4/z1", instances)).containsExactly("r2:1", "r3:1");
	}

	@Test
	void failoverNeedsOutlierDetectionAndIsSwitchedOff() {
		List<TestInstance> instances = List.of(TestInstance.at("same:1", "r1/z1"), TestInstance.at("far:1", "r2/z1"));
		assertThat(addresses(trafficPolicy("", "localityLbSetting: {enabled: true}"), "r1/z1", instances)).hasSize(2);
		assertThat(addresses(trafficPolicy(OUTLIERS, "localityLbSetting: {enabled: false}"), "r1/z1", instances))
			.hasSize(2);
	}

	/**
	 * Three of four bear 100 percent of the load (1.4 * 75), two bear 70, one bears 35.
	 */
	@ParameterizedTest
	@CsvSource({ "1, 1000, 1000", "2, 670, 730", "3, 315, 385", "4, 0, 0" })
	void placesLoseCallsWhenTheirInstancesAreEjected(int ejected, int least, int most) {
		List<TestInstance> near = IntStream.range(0, 4)
			.mapToObj((i) -> TestInstance.at("near-" + i + ":1", "r1/z1"))
			.toList();
		List<TestInstance> instances = new ArrayList<>(near);
		IntStream.range(0, 4).forEach((i) -> instances.add(TestInstance.at("far-" + i + ":1", "r2/z1")));
		ServiceBalancing policies = policies(
				trafficPolicy("outlierDetection: {consecutive5xxErrors: 1, maxEjectionPercent: 100}, ",
						"simple: RANDOM, localityLbSetting: {enabled: true}"));
		InstanceEjection<TestInstance> ejection = new InstanceEjection<>(TestInstance::address,
				(service) -> policies.outlierPolicies(), () -> 0, Clock.systemUTC(), (event) -> {
				});
		Balancing<TestInstance> balancing = Balancing.of(policies, TestInstance.READER, origin("r1/z1"), this.random,
				(destination, policy) -> ejection.detector("stock", destination, policy), null);
		for (TestInstance failing : near.subList(0, ejected)) {
			Object call = new Object();
			balancing.choose(BASELINE, instances, TestCall.plain(), null, call);
			ejection.completed(call, failing, CallResult.SERVER_ERROR);
		}
		assertThat(ejection.ejections()).hasSize(ejected);
		int nearCalls = 0;
		for (int i = 0; i < 1000; i++) {
			TestInstance chosen = choose(balancing, instances, TestCall.plain(), null);
			assertThat(near.subList(0, ejected)).doesNotContain(chosen);
			nearCalls += near.contains(chosen) ? 1 : 0;
		}
		assertThat(nearCalls).isBetween(least, most);
	}

	@Test
	void sharesOfDistributeShrinkWhenInstancesAreEjected() {
		List<TestInstance> a = List.of(TestInstance.at("a-1:1", "r1/z1"), TestInstance.at("a-2:1", "r1/z1"));
		List<TestInstance> b = List.of(TestInstance.at("b-1:1", "r1/z2"), TestInstance.at("b-2:1", "r1/z2"));
		PlaceSplit<TestInstance> split = new PlaceSplit<>(List.of(a, b), List.of(80, 20));
		assertThat(split.of((instance) -> instance != a.get(0)))
			.isEqualTo(new PlaceSplit<>(List.of(List.of(a.get(1)), b), List.of(80 * 7000, 20 * 10000)));
		assertThat(split.of((instance) -> b.contains(instance)))
			.isEqualTo(new PlaceSplit<>(List.of(b), List.of(20 * 10000)));
	}

	@Test
	void failoverPriorityIsDecidedByTheFirstLabelThatDiffers() {
		TestInstance all = labeled("all:1", Map.of("network", "n1", "version", "v1"));
		TestInstance first = labeled("first:1", Map.of("network", "n1", "version", "v2"));
		TestInstance second = labeled("second:1", Map.of("network", "n2", "version", "v1"));
		String policy = trafficPolicy(OUTLIERS, "localityLbSetting: {failoverPriority: [network, version=v1]}");
		List<TestInstance> instances = List.of(second, first, all);
		Origin origin = new Origin(Place.UNKNOWN, Map.of("network", "n1"));
		assertThat(addresses(policy, origin, instances)).containsExactly("all:1");
		assertThat(addresses(policy, origin, instances.subList(0, 2))).containsExactly("first:1");
		assertThat(addresses(policy, origin, instances.subList(0, 1))).containsExactly("second:1");
	}

	@Test
	void failoverPriorityReadsTopologyLabelsUnderAllTheirNames() {
		String policy = trafficPolicy(OUTLIERS,
				"localityLbSetting: {failoverPriority: [topology.kubernetes.io/region, topology.kubernetes.io/zone]}");
		List<TestInstance> instances = List.of(TestInstance.at("far:1", "r2/z1"), TestInstance.at("zone:1", "r1/z1"),
				TestInstance.at("region:1", "r1/z2"));
		assertThat(addresses(policy, "r1/z1", instances)).containsExactly("zone:1");
		assertThat(addresses(policy, "r1/z3", instances)).containsExactly("zone:1", "region:1");
	}

	@Test
	void distributeFollowsTheSharesAndGivesUnlistedPlacesNothing() {
		List<TestInstance> instances = List.of(TestInstance.at("z1:1", "r1/z1/s1"), TestInstance.at("z1:2", "r1/z1/s2"),
				TestInstance.at("z2:1", "r1/z2/s1"), TestInstance.at("r2:1", "r2/z1/s1"));
		Balancing<TestInstance> balancing = balancing(trafficPolicy("",
				"simple: RANDOM, localityLbSetting: {distribute: [{from: r1/z1/*, to: {r1/z1/*: 80, r1/z2/*: 20}}]}"),
				"r1/z1/s1");
		int[] counts = new int[4];
		int draws = 50_000;
		for (int i = 0; i < draws; i++) {
			counts[instances.indexOf(choose(balancing, instances, TestCall.plain(), null))]++;
		}
		assertThat(counts[3]).isZero();
		double sigma = Math.sqrt(draws * 0.2 * 0.8);
		assertThat((double) counts[2]).isBetween(draws * 0.2 - 3 * sigma, draws * 0.2 + 3 * sigma);
		sigma = Math.sqrt(draws * 0.4 * 0.6);
		assertThat((double) counts[0]).isBetween(draws * 0.4 - 3 * sigma, draws * 0.4 + 3 * sigma);
	}

	@Test
	void distributeWhenNoListedPlaceHasAnInstanceIsEmpty() {
		String policy = trafficPolicy("", "localityLbSetting: {distribute: [{from: r1, to: {r9: 100}}]}");
		List<TestInstance> instances = List.of(TestInstance.at("a:1", "r1/z1"));
		assertThat(addresses(policy, "r1/z1", instances)).isEmpty();
		assertThat(addresses(policy, "r2/z1", instances)).as("no entry for the caller").containsExactly("a:1");
	}

	@Test
	void distributeWhenTheDrawnInstanceFailedTakesAnotherPlace() {
		List<TestInstance> instances = List.of(TestInstance.at("a:1", "r1/z1"), TestInstance.at("b:1", "r2/z1"));
		Balancing<TestInstance> balancing = balancing(
				trafficPolicy("", "localityLbSetting: {distribute: [{from: r1, to: {r1: 99, r2: 1}}]}"), "r1/z1");
		for (int i = 0; i < 20; i++) {
			assertThat(choose(balancing, instances, TestCall.plain(), instances.get(0))).isSameAs(instances.get(1));
		}
	}

	private static TestInstance labeled(String address, Map<String, String> labels) {
		return new TestInstance(address, labels, new AtomicInteger());
	}

	private static TestCall call(String authority, String path, Map<String, String> cookies,
			@Nullable String clientAddress) {
		return new TestCall(authority, path, Map.of(), cookies, clientAddress);
	}

	private static TestInstance choose(Balancing<TestInstance> balancing, List<TestInstance> instances, TestCall call,
			@Nullable TestInstance failed) {
		List<TestInstance> chosen = balancing.choose(BASELINE, instances, call, failed);
		assertThat(chosen).hasSize(1);
		return chosen.get(0);
	}

	private List<String> addresses(String spec, String place, List<TestInstance> instances) {
		return addresses(spec, origin(place), instances);
	}

	private List<String> addresses(String spec, Origin origin, List<TestInstance> instances) {
		return Balancing.of(policies(spec), TestInstance.READER, origin, this.random, null)
			.choose(BASELINE, instances, TestCall.plain(), null)
			.stream()
			.map(TestInstance::address)
			.toList();
	}

	private Balancing<TestInstance> balancing(String spec, String place) {
		return Balancing.of(policies(spec), TestInstance.READER, origin(place), this.random, null);
	}

	private static Origin origin(String place) {
		return new Origin(Place.of(TestInstance.at("caller", place).labels()), Map.of());
	}

	private static String loadBalancer(String loadBalancer) {
		return trafficPolicy("", loadBalancer);
	}

	private static String trafficPolicy(String blocks, String loadBalancer) {
		return "trafficPolicy: {" + blocks + "loadBalancer: {" + loadBalancer + "}}";
	}

	private static @Nullable BalancePolicy policy(ServiceBalancing policies, @Nullable String subset, int port) {
		return policies.policy(new Target(subset, null, port));
	}

	private static Object algorithm(ServiceBalancing policies, @Nullable String subset, int port) {
		BalancePolicy policy = policy(policies, subset, port);
		assertThat(policy).isNotNull();
		return policy.algorithm();
	}

	private static ServiceBalancing policies(String spec) {
		RuleSet rules = new RuleReader("default").read("test.yaml", """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: VirtualWorkload
				metadata: {name: stock, namespace: default}
				spec:
				  host: stock
				%s""".formatted(spec.indent(2)));
		assertThat(rules.rules()).as(rules.rejections().toString()).hasSize(1);
		return ServiceBalancing.of(rules.rules().stream().map(VirtualWorkload.class::cast).toList());
	}

}
