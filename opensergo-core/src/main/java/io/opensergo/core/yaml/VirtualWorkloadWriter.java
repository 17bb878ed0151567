package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.ConnectionPool;
import io.opensergo.core.rule.VirtualWorkload.ConsistentHash;
import io.opensergo.core.rule.VirtualWorkload.HashCookie;
import io.opensergo.core.rule.VirtualWorkload.LoadBalancer;
import io.opensergo.core.rule.VirtualWorkload.Locality;
import io.opensergo.core.rule.VirtualWorkload.OutlierDetection;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import io.opensergo.core.rule.VirtualWorkload.Warmup;
import org.jspecify.annotations.Nullable;

/**
 * Writes what {@link VirtualWorkloadReader} reads.
 */
final class VirtualWorkloadWriter {

	private VirtualWorkloadWriter() {
	}

	static YamlTree write(VirtualWorkload workload) {
		return new YamlTree().put("host", workload.host())
			.put("trafficPolicy", policy(workload.trafficPolicy()))
			.putNonEmpty("subsets", workload.subsets().stream().map(VirtualWorkloadWriter::subset).toList())
			.putNonEmpty("exportTo", workload.exportTo());
	}

	private static YamlTree subset(Subset subset) {
		return new YamlTree().put("name", subset.name())
			.putNonEmpty("labels", subset.labels())
			.put("trafficPolicy", policy(subset.trafficPolicy()));
	}

	private static @Nullable YamlTree policy(@Nullable TrafficPolicy policy) {
		if (policy == null) {
			return null;
		}
		YamlTree tree = new YamlTree();
		blocks(tree, policy);
		List<YamlTree> ports = new ArrayList<>();
		new TreeMap<>(policy.portLevelSettings()).forEach((port, settings) -> {
			YamlTree item = new YamlTree().put("port", new YamlTree().put("number", port));
			blocks(item, settings);
			ports.add(item);
		});
		return tree.putNonEmpty("portLevelSettings", ports);
	}

	private static void blocks(YamlTree tree, TrafficPolicy policy) {
		tree.put("loadBalancer", loadBalancer(policy.loadBalancer()))
			.put("outlierDetection", outliers(policy.outlierDetection()))
			.put("connectionPool", pool(policy.connectionPool()));
	}

	private static @Nullable YamlTree loadBalancer(@Nullable LoadBalancer balancer) {
		if (balancer == null) {
			return null;
		}
		return new YamlTree().put("simple", (balancer.simple() != null) ? balancer.simple().name() : null)
			.put("consistentHash", hash(balancer.consistentHash()))
			.put("localityLbSetting", locality(balancer.locality()))
			.put("warmup", warmup(balancer.warmup()));
	}

	private static @Nullable YamlTree hash(@Nullable ConsistentHash hash) {
		if (hash == null) {
			return null;
		}
		YamlTree tree = new YamlTree().put("httpHeaderName", hash.httpHeaderName())
			.put("httpCookie", cookie(hash.httpCookie()))
			.put("useSourceIp", hash.useSourceIp() ? Boolean.TRUE : null)
			.put("httpQueryParameterName", hash.httpQueryParameterName());
		if (hash.minimumRingSize() != null) {
			tree.put("ringHash", new YamlTree().put("minimumRingSize", hash.minimumRingSize()));
		}
		if (hash.maglevTableSize() != null) {
			tree.put("maglev", new YamlTree().put("tableSize", hash.maglevTableSize()));
		}
		return tree;
	}

	private static @Nullable YamlTree cookie(@Nullable HashCookie cookie) {
		return (cookie != null)
				? new YamlTree().put("name", cookie.name()).put("path", cookie.path()).put("ttl", cookie.ttl()) : null;
	}

	private static @Nullable YamlTree locality(@Nullable Locality locality) {
		if (locality == null) {
			return null;
		}
		List<YamlTree> distribute = locality.distribute()
			.stream()
			.map((shares) -> new YamlTree().put("from", shares.from()).putNonEmpty("to", shares.to()))
			.toList();
		List<YamlTree> failover = locality.failover()
			.stream()
			.map((regions) -> new YamlTree().put("from", regions.from()).put("to", regions.to()))
			.toList();
		return new YamlTree().put("enabled", locality.enabled())
			.putNonEmpty("distribute", distribute)
			.putNonEmpty("failover", failover)
			.putNonEmpty("failoverPriority", locality.failoverPriority());
	}

	private static @Nullable YamlTree warmup(@Nullable Warmup warmup) {
		return (warmup != null) ? new YamlTree().put("duration", RuleWriter.millis(warmup.durationMillis()))
			.put("minimumPercent", RuleWriter.number(warmup.minimumPercent()))
			.put("aggression", RuleWriter.number(warmup.aggression())) : null;
	}

	private static @Nullable YamlTree outliers(@Nullable OutlierDetection outliers) {
		if (outliers == null) {
			return null;
		}
		return new YamlTree().put("consecutive5xxErrors", outliers.consecutive5xxErrors())
			.put("consecutiveGatewayErrors", outliers.consecutiveGatewayErrors())
			.put("consecutiveLocalOriginFailures", outliers.consecutiveLocalOriginFailures())
			.put("splitExternalLocalOriginErrors", outliers.splitExternalLocalOriginErrors())
			.put("interval", millis(outliers.intervalMillis()))
			.put("baseEjectionTime", millis(outliers.baseEjectionTimeMillis()))
			.put("maxEjectionPercent", outliers.maxEjectionPercent())
			.put("minHealthPercent", outliers.minHealthPercent());
	}

	private static @Nullable YamlTree pool(@Nullable ConnectionPool pool) {
		if (pool == null) {
			return null;
		}
		YamlTree tree = new YamlTree().putNonEmpty("http", pool.http());
		// an empty pool says nothing, but it was written
		return pool.tcp().isEmpty() && !pool.http().isEmpty() ? tree : tree.put("tcp", sorted(pool.tcp()));
	}

	private static Map<String, Object> sorted(Map<String, Object> settings) {
		return new TreeMap<>(settings);
	}

	private static @Nullable String millis(@Nullable Long millis) {
		return (millis != null) ? RuleWriter.millis(millis) : null;
	}

}
