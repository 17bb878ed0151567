package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
import io.opensergo.protocol.traffic.v1.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Workloads to and from our own message.
 */
final class VirtualWorkloadCodec {

	private VirtualWorkloadCodec() {
	}

	static io.opensergo.protocol.traffic.v1.VirtualWorkload encode(VirtualWorkload workload) {
		io.opensergo.protocol.traffic.v1.VirtualWorkload.Builder builder = io.opensergo.protocol.traffic.v1.VirtualWorkload
			.newBuilder()
			.setMetadata(MetadataCodec.encode(workload.metadata()))
			.setHost(workload.host())
			.addAllExportTo(workload.exportTo());
		workload.subsets().forEach((subset) -> builder.addSubsets(encode(subset)));
		if (workload.trafficPolicy() != null) {
			builder.setTrafficPolicy(encode(workload.trafficPolicy()));
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.VirtualWorkload.Subset encode(Subset subset) {
		io.opensergo.protocol.traffic.v1.VirtualWorkload.Subset.Builder builder = io.opensergo.protocol.traffic.v1.VirtualWorkload.Subset
			.newBuilder()
			.setName(subset.name())
			.putAllLabels(new TreeMap<>(subset.labels()));
		if (subset.trafficPolicy() != null) {
			builder.setTrafficPolicy(encode(subset.trafficPolicy()));
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.TrafficPolicy encode(TrafficPolicy policy) {
		io.opensergo.protocol.traffic.v1.TrafficPolicy.Builder builder = io.opensergo.protocol.traffic.v1.TrafficPolicy
			.newBuilder();
		if (policy.loadBalancer() != null) {
			builder.setLoadBalancer(encode(policy.loadBalancer()));
		}
		if (policy.outlierDetection() != null) {
			builder.setOutlierDetection(encode(policy.outlierDetection()));
		}
		if (policy.connectionPool() != null) {
			builder.setConnectionPool(encode(policy.connectionPool()));
		}
		new TreeMap<>(policy.portLevelSettings())
			.forEach((port, ofPort) -> builder.putPortLevelSettings(port, encode(ofPort)));
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.LoadBalancer encode(LoadBalancer loadBalancer) {
		io.opensergo.protocol.traffic.v1.LoadBalancer.Builder builder = io.opensergo.protocol.traffic.v1.LoadBalancer
			.newBuilder();
		if (loadBalancer.simple() != null) {
			builder
				.setSimple(io.opensergo.protocol.traffic.v1.LoadBalancer.Simple.valueOf(loadBalancer.simple().name()));
		}
		if (loadBalancer.consistentHash() != null) {
			builder.setConsistentHash(encode(loadBalancer.consistentHash()));
		}
		if (loadBalancer.locality() != null) {
			builder.setLocality(encode(loadBalancer.locality()));
		}
		if (loadBalancer.warmup() != null) {
			builder.setWarmup(io.opensergo.protocol.traffic.v1.LoadBalancer.Warmup.newBuilder()
				.setDurationMillis(loadBalancer.warmup().durationMillis())
				.setMinimumPercent(loadBalancer.warmup().minimumPercent())
				.setAggression(loadBalancer.warmup().aggression()));
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.LoadBalancer.ConsistentHash encode(ConsistentHash hash) {
		io.opensergo.protocol.traffic.v1.LoadBalancer.ConsistentHash.Builder builder = io.opensergo.protocol.traffic.v1.LoadBalancer.ConsistentHash
			.newBuilder()
			.setUseSourceIp(hash.useSourceIp());
		if (hash.httpHeaderName() != null) {
			builder.setHttpHeaderName(hash.httpHeaderName());
		}
		if (hash.httpCookie() != null) {
			builder.setHttpCookie(encode(hash.httpCookie()));
		}
		if (hash.httpQueryParameterName() != null) {
			builder.setHttpQueryParameterName(hash.httpQueryParameterName());
		}
		if (hash.minimumRingSize() != null) {
			builder.setMinimumRingSize(hash.minimumRingSize());
		}
		if (hash.maglevTableSize() != null) {
			builder.setMaglevTableSize(hash.maglevTableSize());
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.LoadBalancer.HashCookie encode(HashCookie cookie) {
		io.opensergo.protocol.traffic.v1.LoadBalancer.HashCookie.Builder builder = io.opensergo.protocol.traffic.v1.LoadBalancer.HashCookie
			.newBuilder()
			.setName(cookie.name());
		if (cookie.path() != null) {
			builder.setPath(cookie.path());
		}
		if (cookie.ttl() != null) {
			builder.setTtl(cookie.ttl());
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.LoadBalancer.Locality encode(Locality locality) {
		io.opensergo.protocol.traffic.v1.LoadBalancer.Locality.Builder builder = io.opensergo.protocol.traffic.v1.LoadBalancer.Locality
			.newBuilder()
			.addAllFailoverPriority(locality.failoverPriority());
		if (locality.enabled() != null) {
			builder.setEnabled(locality.enabled());
		}
		for (Distribute distribute : locality.distribute()) {
			builder.addDistribute(io.opensergo.protocol.traffic.v1.LoadBalancer.Locality.Distribute.newBuilder()
				.setFrom(distribute.from())
				.putAllTo(new TreeMap<>(distribute.to())));
		}
		for (Failover failover : locality.failover()) {
			builder.addFailover(io.opensergo.protocol.traffic.v1.LoadBalancer.Locality.Failover.newBuilder()
				.setFrom(failover.from())
				.setTo(failover.to()));
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.OutlierDetection encode(OutlierDetection detection) {
		io.opensergo.protocol.traffic.v1.OutlierDetection.Builder builder = io.opensergo.protocol.traffic.v1.OutlierDetection
			.newBuilder();
		if (detection.consecutive5xxErrors() != null) {
			builder.setConsecutive5XxErrors(detection.consecutive5xxErrors());
		}
		if (detection.consecutiveGatewayErrors() != null) {
			builder.setConsecutiveGatewayErrors(detection.consecutiveGatewayErrors());
		}
		if (detection.consecutiveLocalOriginFailures() != null) {
			builder.setConsecutiveLocalOriginFailures(detection.consecutiveLocalOriginFailures());
		}
		if (detection.splitExternalLocalOriginErrors() != null) {
			builder.setSplitExternalLocalOriginErrors(detection.splitExternalLocalOriginErrors());
		}
		if (detection.intervalMillis() != null) {
			builder.setIntervalMillis(detection.intervalMillis());
		}
		if (detection.baseEjectionTimeMillis() != null) {
			builder.setBaseEjectionTimeMillis(detection.baseEjectionTimeMillis());
		}
		if (detection.maxEjectionPercent() != null) {
			builder.setMaxEjectionPercent(detection.maxEjectionPercent());
		}
		if (detection.minHealthPercent() != null) {
			builder.setMinHealthPercent(detection.minHealthPercent());
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.ConnectionPool encode(ConnectionPool pool) {
		return io.opensergo.protocol.traffic.v1.ConnectionPool.newBuilder()
			.putAllTcp(settings(pool.tcp()))
			.putAllHttp(settings(pool.http()))
			.build();
	}

	private static Map<String, Setting> settings(Map<?, ?> values) {
		Map<String, Setting> settings = new TreeMap<>();
		values.forEach((name, value) -> settings.put(String.valueOf(name), setting(value)));
		return settings;
	}

	private static Setting setting(@Nullable Object value) {
		Setting.Builder builder = Setting.newBuilder();
		if (value instanceof Boolean flag) {
			builder.setFlag(flag);
		}
		else if (value instanceof Integer || value instanceof Long) {
			builder.setInteger(((Number) value).longValue());
		}
		else if (value instanceof Number number) {
			builder.setNumber(number.doubleValue());
		}
		else if (value instanceof Map<?, ?> map) {
			builder.setMapping(Setting.Mapping.newBuilder().putAllEntries(settings(map)));
		}
		else if (value instanceof List<?> list) {
			Setting.Sequence.Builder sequence = Setting.Sequence.newBuilder();
			list.forEach((item) -> sequence.addItems(setting(item)));
			builder.setSequence(sequence);
		}
		else {
			builder.setText(String.valueOf(value));
		}
		return builder.build();
	}

	static VirtualWorkload decode(io.opensergo.protocol.traffic.v1.VirtualWorkload message, String namespace,
			Problems problems) {
		if (message.getHost().isEmpty()) {
			problems.error("host", "the workload has no host", "set host");
		}
		List<Subset> subsets = new ArrayList<>();
		for (int i = 0; i < message.getSubsetsCount(); i++) {
			subsets.add(decode(message.getSubsets(i), "subsets[" + i + "]", problems));
		}
		TrafficPolicy policy = message.hasTrafficPolicy()
				? decode(message.getTrafficPolicy(), "traffic_policy", problems) : null;
		return new VirtualWorkload(MetadataCodec.decode(message.getMetadata(), namespace, problems), message.getHost(),
				subsets, policy, message.getExportToList());
	}

	private static Subset decode(io.opensergo.protocol.traffic.v1.VirtualWorkload.Subset subset, String path,
			Problems problems) {
		if (subset.getName().isEmpty()) {
			problems.error(path + ".name", "the subset has no name", "set name");
		}
		return new Subset(subset.getName(), subset.getLabelsMap(), subset.hasTrafficPolicy()
				? decode(subset.getTrafficPolicy(), path + ".traffic_policy", problems) : null);
	}

	private static TrafficPolicy decode(io.opensergo.protocol.traffic.v1.TrafficPolicy policy, String path,
			Problems problems) {
		Map<Integer, TrafficPolicy> ports = new HashMap<>();
		policy.getPortLevelSettingsMap()
			.forEach((port, ofPort) -> ports.put(port,
					decode(ofPort, path + ".port_level_settings[" + port + "]", problems)));
		return new TrafficPolicy(
				policy.hasLoadBalancer() ? decode(policy.getLoadBalancer(), path + ".load_balancer", problems) : null,
				policy.hasOutlierDetection() ? decode(policy.getOutlierDetection()) : null,
				policy.hasConnectionPool() ? decode(policy.getConnectionPool()) : null, ports);
	}

	private static LoadBalancer decode(io.opensergo.protocol.traffic.v1.LoadBalancer loadBalancer, String path,
			Problems problems) {
		Warmup warmup = null;
		if (loadBalancer.hasWarmup()) {
			warmup = new Warmup(loadBalancer.getWarmup().getDurationMillis(),
					loadBalancer.getWarmup().getMinimumPercent(), loadBalancer.getWarmup().getAggression());
		}
		return new LoadBalancer(
				loadBalancer.hasSimple() ? decode(loadBalancer.getSimple(), path + ".simple", problems) : null,
				loadBalancer.hasConsistentHash() ? decode(loadBalancer.getConsistentHash()) : null,
				loadBalancer.hasLocality() ? decode(loadBalancer.getLocality()) : null, warmup);
	}

	private static @Nullable Simple decode(io.opensergo.protocol.traffic.v1.LoadBalancer.Simple simple, String path,
			Problems problems) {
		if (simple == io.opensergo.protocol.traffic.v1.LoadBalancer.Simple.UNRECOGNIZED) {
			problems.error(path, "the algorithm is unknown", "use one that this release knows");
			return null;
		}
		return Simple.valueOf(simple.name());
	}

	private static ConsistentHash decode(io.opensergo.protocol.traffic.v1.LoadBalancer.ConsistentHash hash) {
		HashCookie cookie = null;
		if (hash.hasHttpCookie()) {
			cookie = new HashCookie(hash.getHttpCookie().getName(),
					hash.getHttpCookie().hasPath() ? hash.getHttpCookie().getPath() : null,
					hash.getHttpCookie().hasTtl() ? hash.getHttpCookie().getTtl() : null);
		}
		return new ConsistentHash(hash.hasHttpHeaderName() ? hash.getHttpHeaderName() : null, cookie,
				hash.getUseSourceIp(), hash.hasHttpQueryParameterName() ? hash.getHttpQueryParameterName() : null,
				hash.hasMinimumRingSize() ? hash.getMinimumRingSize() : null,
				hash.hasMaglevTableSize() ? hash.getMaglevTableSize() : null);
	}

	private static Locality decode(io.opensergo.protocol.traffic.v1.LoadBalancer.Locality locality) {
		return new Locality(locality.hasEnabled() ? locality.getEnabled() : null,
				locality.getDistributeList()
					.stream()
					.map((distribute) -> new Distribute(distribute.getFrom(), distribute.getToMap()))
					.toList(),
				locality.getFailoverList()
					.stream()
					.map((failover) -> new Failover(failover.getFrom(), failover.getTo()))
					.toList(),
				locality.getFailoverPriorityList());
	}

	private static OutlierDetection decode(io.opensergo.protocol.traffic.v1.OutlierDetection detection) {
		return new OutlierDetection(detection.hasConsecutive5XxErrors() ? detection.getConsecutive5XxErrors() : null,
				detection.hasConsecutiveGatewayErrors() ? detection.getConsecutiveGatewayErrors() : null,
				detection.hasConsecutiveLocalOriginFailures() ? detection.getConsecutiveLocalOriginFailures() : null,
				detection.hasSplitExternalLocalOriginErrors() ? detection.getSplitExternalLocalOriginErrors() : null,
				detection.hasIntervalMillis() ? detection.getIntervalMillis() : null,
				detection.hasBaseEjectionTimeMillis() ? detection.getBaseEjectionTimeMillis() : null,
				detection.hasMaxEjectionPercent() ? detection.getMaxEjectionPercent() : null,
				detection.hasMinHealthPercent() ? detection.getMinHealthPercent() : null);
	}

	private static ConnectionPool decode(io.opensergo.protocol.traffic.v1.ConnectionPool pool) {
		return new ConnectionPool(values(pool.getTcpMap()), values(pool.getHttpMap()));
	}

	private static Map<String, Object> values(Map<String, Setting> settings) {
		Map<String, Object> values = new LinkedHashMap<>();
		settings.forEach((name, setting) -> values.put(name, value(setting)));
		return values;
	}

	/**
	 * Numbers as a YAML reader gives them: the smallest type that holds them.
	 */
	private static Object value(Setting setting) {
		return switch (setting.getValueCase()) {
			case FLAG -> setting.getFlag();
			case INTEGER -> integer(setting.getInteger());
			case NUMBER -> setting.getNumber();
			case MAPPING -> values(setting.getMapping().getEntriesMap());
			case SEQUENCE -> setting.getSequence().getItemsList().stream().map(VirtualWorkloadCodec::value).toList();
			case TEXT, VALUE_NOT_SET -> setting.getText();
		};
	}

	private static Object integer(long value) {
		if (value == (int) value) {
			return (int) value;
		}
		return value;
	}

}
