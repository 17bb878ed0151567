package io.opensergo.core.yaml;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.ConnectionPool;
import io.opensergo.core.rule.VirtualWorkload.ConsistentHash;
import io.opensergo.core.rule.VirtualWorkload.Distribute;
import io.opensergo.core.rule.VirtualWorkload.Failover;
import io.opensergo.core.rule.VirtualWorkload.HashCookie;
import io.opensergo.core.rule.VirtualWorkload.LoadBalancer;
import io.opensergo.core.rule.VirtualWorkload.Locality;
import io.opensergo.core.rule.VirtualWorkload.OutlierDetection;
import io.opensergo.core.rule.VirtualWorkload.Simple;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import io.opensergo.core.rule.VirtualWorkload.Warmup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link VirtualWorkloadReader} and the readers of its parts.
 */
class VirtualWorkloadReaderTests {

	@Test
	void readTakesEveryPart() {
		VirtualWorkload workload = Documents.readOne(VirtualWorkload.class, Documents.of("VirtualWorkload", """

				host: stock
				exportTo: ["*"]
				trafficPolicy:
				  loadBalancer:
				    simple: ROUND_ROBIN
				    warmup: {duration: 30s, minimumPercent: 20, aggression: 1.5}
				    localityLbSetting:
				      enabled: true
				      failover: [{from: r1, to: r2}]
				      failoverPriority: ["opensergo.io/lane=gray", zone]
				  outlierDetection:
				    consecutive5xxErrors: 7
				    consecutiveGatewayErrors: 3
				    splitExternalLocalOriginErrors: true
				    consecutiveLocalOriginFailures: 2
				    interval: 5s
				    baseEjectionTime: 1m
				    maxEjectionPercent: 50
				    minHealthPercent: 20
				  connectionPool:
				    tcp: {maxConnections: 10, connectTimeout: 30ms}
				    http: {http1MaxPendingRequests: 5, idleTimeout: 1h, h2UpgradePolicy: UPGRADE}
				  portLevelSettings:
				  - port: {number: 8080}
				    loadBalancer: {simple: RANDOM}
				subsets:
				- name: gray
				  labels: {opensergo.io/lane: gray}
				  trafficPolicy:
				    loadBalancer:
				      consistentHash: {httpCookie: {name: user, path: /, ttl: 0s}, maglev: {tableSize: 65537}}
				- name: all
				- name: place
				  trafficPolicy:
				    localityLbSetting:
				      distribute: [{from: "r1/z1/*", to: {"r1/z1/*": 80, "r1/z2/*": 20}}]
				"""));
		assertThat(workload.host()).isEqualTo("stock");
		assertThat(workload.exportTo()).containsExactly("*");
		assertThat(workload.trafficPolicy()).isEqualTo(new TrafficPolicy(
				new LoadBalancer(Simple.ROUND_ROBIN, null,
						new Locality(true, List.of(), List.of(new Failover("r1", "r2")),
								List.of("opensergo.io/lane=gray", "zone")),
						new Warmup(30_000, 20, 1.5)),
				new OutlierDetection(7, 3, 2, true, 5_000L, 60_000L, 50, 20),
				new ConnectionPool(Map.of("maxConnections", 10, "connectTimeout", "30ms"),
						Map.of("http1MaxPendingRequests", 5, "idleTimeout", "1h", "h2UpgradePolicy", "UPGRADE")),
				Map.of(8080,
						new TrafficPolicy(new LoadBalancer(Simple.RANDOM, null, null, null), null, null, Map.of()))));
		ConsistentHash hash = new ConsistentHash(null, new HashCookie("user", "/", "0s"), false, null, null, 65537L);
		Locality place = new Locality(null, List.of(new Distribute("r1/z1/*", Map.of("r1/z1/*", 80, "r1/z2/*", 20))),
				List.of(), List.of());
		assertThat(workload.subsets()).containsExactly(
				new Subset("gray", Map.of("opensergo.io/lane", "gray"),
						new TrafficPolicy(new LoadBalancer(null, hash, null, null), null, null, Map.of())),
				new Subset("all", Map.of(), null), new Subset("place", Map.of(),
						new TrafficPolicy(new LoadBalancer(null, null, place, null), null, null, Map.of())));
	}

	@ParameterizedTest
	@MethodSource("rejectedSpecs")
	void readRejects(String spec, String path, String reason) {
		Documents.assertRejected(Documents.of("VirtualWorkload", spec), path, reason);
	}

	@ParameterizedTest
	@MethodSource("rejectedPolicies")
	void readRejectsPolicy(String policy, String path, String reason) {
		Documents.assertRejected(Documents.of("VirtualWorkload", "{host: a, trafficPolicy: {" + policy + "}}"),
				"spec.trafficPolicy" + path, reason);
	}

	@ParameterizedTest
	@MethodSource("warnedPolicies")
	void readWarns(String policy, String path, String reason) {
		Documents.assertWarned(Documents.of("VirtualWorkload", "{host: a, trafficPolicy: {" + policy + "}}"),
				"spec.trafficPolicy" + path, reason);
	}

	static Stream<Arguments> rejectedSpecs() {
		return Stream.of(arguments("{subsets: []}", "spec.host", "required key 'host'"),
				arguments("{host: 'a b'}", "spec.host", "not a host"),
				arguments("{host: a, subsets: [{name: b, trafficPolicy: {}}]}", "spec.subsets[0].trafficPolicy",
						"empty"),
				arguments("{host: a, subsets: [{labels: {a: b}}]}", "spec.subsets[0].name", "required key 'name'"),
				arguments("{host: a, subsets: [{name: ''}]}", "spec.subsets[0].name", "empty"),
				arguments("{host: a, subsets: [{name: a_b}]}", "spec.subsets[0].name", "not a subset name"),
				arguments("{host: a, subsets: [{name: b}, {name: b}]}", "spec.subsets[1].name", "twice"),
				arguments("{host: a, subsets: [{name: b, labels: {'a/b/c': d}}]}", "spec.subsets[0].labels[\"a/b/c\"]",
						"not a label key"),
				arguments("{host: a, subsets: [{name: b, labels: {version: 1.10}}]}", "spec.subsets[0].labels.version",
						"expected text but found the number 1.10"),
				arguments("{host: a, subsets: [{name: b, lables: {}}]}", "spec.subsets[0].lables", "unknown key"),
				arguments("{host: a, exportTo: [b, b]}", "spec.exportTo[1]", "twice"),
				arguments("{host: a, trafficPolicy: {}}", "spec.trafficPolicy", "empty"));
	}

	static Stream<Arguments> rejectedPolicies() {
		return Stream.of(ports(), balancers(), localities(), pools()).flatMap((rows) -> rows);
	}

	private static Stream<Arguments> ports() {
		return Stream.of(
				arguments("portLevelSettings: [{loadBalancer: {simple: RANDOM}}]", ".portLevelSettings[0].port",
						"required key 'port'"),
				arguments("portLevelSettings: [{port: {number: 80}}]", ".portLevelSettings[0]", "empty"),
				arguments("portLevelSettings: [{port: {number: 80}, tls: {}}, {port: {number: 80}, tls: {}}]",
						".portLevelSettings[1]", "twice"),
				arguments("tunnel: {}, proxyProtocol: {}", "", "cannot stand"));
	}

	private static Stream<Arguments> balancers() {
		return Stream.of(arguments("loadBalancer: {simple: FAST}", ".loadBalancer.simple", "not one of"),
				arguments("loadBalancer: {simple: RANDOM, consistentHash: {useSourceIp: true}}", ".loadBalancer",
						"cannot stand"),
				hash("", "", "no key"), hash("useSourceIp: true, httpHeaderName: x", "", "several keys"),
				hash("httpCookie: {ttl: 1s}", ".httpCookie.name", "required key"),
				hash("httpCookie: {name: a, attributes: [{name: b}, {name: b}]}", ".httpCookie.attributes[1]", "twice"),
				hash("useSourceIp: true, maglev: {tableSize: 0}", ".maglev.tableSize", "out of range"),
				hash("useSourceIp: true, maglev: {tableSize: 65536}", ".maglev.tableSize", "not a prime"),
				hash("useSourceIp: true, maglev: {tableSize: 5000011}", ".maglev.tableSize", "out of range"),
				hash("useSourceIp: true, maglev: {tableSize: 7}, ringHash: {}", "", "cannot stand"),
				hash("useSourceIp: true, minimumRingSize: 7, maglev: {tableSize: 7}", "", "cannot stand"),
				hash("useSourceIp: true, minimumRingSize: 7, ringHash: {}", "", "cannot stand"),
				arguments("loadBalancer: {localityLbSetting: {}, zoneAwareLb: {}}", ".loadBalancer.zoneAwareLb",
						"cannot stand"),
				arguments("loadBalancer: {warmup: {aggression: 1}}", ".loadBalancer.warmup.duration", "required key"),
				arguments("loadBalancer: {warmup: {duration: 1s, minimumPercent: 101}}",
						".loadBalancer.warmup.minimumPercent", "out of range"),
				arguments("loadBalancer: {warmup: {duration: 1s, aggression: 0}}", ".loadBalancer.warmup.aggression",
						"out of range"),
				arguments("loadBalancer: {warmup: {duration: 1s}, warmupDurationSecs: 1s}",
						".loadBalancer.warmupDurationSecs", "cannot stand"));
	}

	private static Arguments hash(String hash, String path, String reason) {
		return arguments("loadBalancer: {consistentHash: {" + hash + "}}", ".loadBalancer.consistentHash" + path,
				reason);
	}

	private static Stream<Arguments> localities() {
		return Stream.of(
				locality("distribute: [{from: a, to: {a: 100}}], failover: [{from: a, to: b}]", "", "cannot stand"),
				locality("failover: [{from: a, to: b}], failoverPriority: [topology.kubernetes.io/zone]",
						".failoverPriority[0]", "cannot stand"),
				locality("distribute: [{from: a, to: {a: 0, b: 100}}]", ".distribute[0].to.a", "out of range"),
				locality("distribute: [{from: a, to: {a: 50, b: 49}}]", ".distribute[0].to", "add up to 99"),
				locality("distribute: [{from: a, to: {a: 50, a/b: 50}}]", ".distribute[0].to[\"a/b\"]", "overlaps"),
				locality("distribute: [{from: a, to: {b: 100}}, {from: a/c, to: {b: 100}}]", ".distribute[1].from",
						"overlaps"),
				locality("distribute: [{from: 'a/*/c', to: {b: 100}}]", ".distribute[0].from", "not a place"),
				locality("failover: [{from: a, to: a}]", ".failover[0]", "itself"),
				locality("failover: [{from: '*', to: a}]", ".failover[0].from", "not a region"),
				locality("distribute: [{from: a, to: {a: 101}}]", ".distribute[0].to.a", "out of range"),
				locality("failover: [{from: a/b, to: c}]", ".failover[0].from", "not a region"),
				locality("failover: [{from: a}]", ".failover[0].to", "required key"));
	}

	private static Arguments locality(String locality, String path, String reason) {
		return arguments("outlierDetection: {}, loadBalancer: {localityLbSetting: {" + locality + "}}",
				".loadBalancer.localityLbSetting" + path, reason);
	}

	private static Stream<Arguments> pools() {
		return Stream.of(arguments("outlierDetection: {interval: 0s}", ".outlierDetection.interval", "1ms or more"),
				arguments("outlierDetection: {maxEjectionPercent: 101}", ".outlierDetection.maxEjectionPercent",
						"out of range"),
				arguments("outlierDetection: {minHealthPercent: 101}", ".outlierDetection.minHealthPercent",
						"out of range"),
				arguments("outlierDetection: {baseEjectionTime: 1.5ms}", ".outlierDetection.baseEjectionTime",
						"whole milliseconds"),
				arguments("connectionPool: {tcp: {connectTimeout: 0s}}", ".connectionPool.tcp.connectTimeout",
						"1ms or more"),
				arguments("connectionPool: {http: {http2KeepAlive: {timeout: 1s}}}",
						".connectionPool.http.http2KeepAlive.interval", "required key"),
				arguments("outlierDetection: {consecutiveLocalOriginFailures: 1}",
						".outlierDetection.consecutiveLocalOriginFailures", "no effect"),
				arguments("outlierDetection: {consecutive5xxErrors: -1}", ".outlierDetection.consecutive5xxErrors",
						"out of range"),
				arguments("connectionPool: {}", ".connectionPool", "empty"),
				arguments("connectionPool: {http: {maxRetries: -1}}", ".connectionPool.http.maxRetries",
						"out of range"),
				arguments("connectionPool: {http: {h2UpgradePolicy: UPGRADE, useClientProtocol: true}}",
						".connectionPool.http", "cannot stand"),
				arguments("connectionPool: {http: {http2KeepAlive: {interval: 1s}}}",
						".connectionPool.http.http2KeepAlive.timeout", "required key"),
				arguments("connectionPool: {tcp: {maxConnection: 1}}", ".connectionPool.tcp.maxConnection",
						"unknown key"));
	}

	@Test
	void readWarnsOfAWorkloadSelector() {
		Documents.assertWarned(Documents.of("VirtualWorkload", "{host: a, workloadSelector: {matchLabels: {app: b}}}"),
				"spec.workloadSelector", "not applied");
	}

	static Stream<Arguments> warnedPolicies() {
		return Stream.of(arguments("tls: {mode: SIMPLE}", ".tls", "not applied"),
				arguments("loadBalancer: {localityLbSetting: {failover: [{from: a, to: b}]}}",
						".loadBalancer.localityLbSetting", "without outlier detection"),
				arguments("outlierDetection: {outlierDetectionHttpErrorCodes: {codes: [500]}}",
						".outlierDetection.outlierDetectionHttpErrorCodes", "not applied"),
				arguments("loadBalancer: {zoneAwareLb: {enabled: true}}", ".loadBalancer.zoneAwareLb", "not applied"),
				arguments("loadBalancer: {consistentHash: {httpCookie: {name: a, attributes: [{name: b}]}}}",
						".loadBalancer.consistentHash.httpCookie.attributes", "not applied"),
				arguments("outlierDetection: {consecutiveErrors: 3}", ".outlierDetection", "old key"));
	}

}
