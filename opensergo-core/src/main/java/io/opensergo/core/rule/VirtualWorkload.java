package io.opensergo.core.rule;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Subsets and traffic policy of a host: Istio's DestinationRule.
 *
 * @param metadata the metadata
 * @param host the host, a short name is resolved in the namespace of the rule
 * @param subsets the subsets
 * @param trafficPolicy the policy of all subsets, or {@code null}
 * @param exportTo the namespaces that see the rule; empty means all
 * @see <a href=
 * "https://istio.io/latest/docs/reference/config/networking/destination-rule/">Istio:
 * DestinationRule</a>
 */
public record VirtualWorkload(RuleMetadata metadata, String host, List<Subset> subsets,
		@Nullable TrafficPolicy trafficPolicy, List<String> exportTo) implements Rule {

	public VirtualWorkload {
		Objects.requireNonNull(metadata, "metadata");
		Objects.requireNonNull(host, "host");
		subsets = List.copyOf(subsets);
		exportTo = List.copyOf(exportTo);
	}

	@Override
	public RuleKind kind() {
		return RuleKind.VIRTUAL_WORKLOAD;
	}

	/**
	 * A named part of the instances of a host.
	 *
	 * @param name the name
	 * @param labels labels that an instance must have, all of them; empty means every
	 * instance
	 * @param trafficPolicy what differs from the policy of the host, or {@code null}
	 */
	public record Subset(String name, Map<String, String> labels, @Nullable TrafficPolicy trafficPolicy) {

		public Subset {
			Objects.requireNonNull(name, "name");
			labels = Map.copyOf(labels);
		}

	}

	/**
	 * How instances are chosen and watched. Blocks that are {@code null} are not set.
	 *
	 * @param loadBalancer the choice of an instance
	 * @param outlierDetection the ejection of failing instances
	 * @param connectionPool limits of connections and requests
	 * @param portLevelSettings policies of single ports
	 */
	public record TrafficPolicy(@Nullable LoadBalancer loadBalancer, @Nullable OutlierDetection outlierDetection,
			@Nullable ConnectionPool connectionPool, Map<Integer, TrafficPolicy> portLevelSettings) {

		public TrafficPolicy {
			portLevelSettings = Map.copyOf(portLevelSettings);
		}

	}

	/**
	 * The choice of an instance.
	 *
	 * @param simple the algorithm, or {@code null} when unset or with a consistent hash
	 * @param consistentHash the consistent hash, or {@code null}
	 * @param locality preferences by place, or {@code null}
	 * @param warmup slow start of new instances, or {@code null}
	 */
	public record LoadBalancer(@Nullable Simple simple, @Nullable ConsistentHash consistentHash,
			@Nullable Locality locality, @Nullable Warmup warmup) {
	}

	/**
	 * Algorithms without a key.
	 */
	public enum Simple {

		/**
		 * What the platform thinks best.
		 */
		UNSPECIFIED,

		/**
		 * The old name of {@link #LEAST_REQUEST}.
		 */
		LEAST_CONN,

		/**
		 * A random instance.
		 */
		RANDOM,

		/**
		 * The address that the caller asked for.
		 */
		PASSTHROUGH,

		/**
		 * One after the other.
		 */
		ROUND_ROBIN,

		/**
		 * The less busy one of two random instances.
		 */
		LEAST_REQUEST

	}

	/**
	 * The choice by a hash of the request.
	 *
	 * @param httpHeaderName the header, or {@code null}
	 * @param httpCookie the cookie, or {@code null}
	 * @param useSourceIp whether the address of the client is the key
	 * @param httpQueryParameterName the query parameter, or {@code null}
	 * @param minimumRingSize the smallest ring, or {@code null} for 1024
	 * @param maglevTableSize the size of the Maglev table, {@code null} for a ring
	 */
	public record ConsistentHash(@Nullable String httpHeaderName, @Nullable HashCookie httpCookie, boolean useSourceIp,
			@Nullable String httpQueryParameterName, @Nullable Long minimumRingSize, @Nullable Long maglevTableSize) {
	}

	/**
	 * A cookie as a key.
	 *
	 * @param name the name
	 * @param path the path of a cookie that is made, or {@code null}
	 * @param ttl the lifetime as written, or {@code null}
	 */
	public record HashCookie(String name, @Nullable String path, @Nullable String ttl) {

		public HashCookie {
			Objects.requireNonNull(name, "name");
		}

	}

	/**
	 * Preferences by place.
	 *
	 * @param enabled whether they apply, {@code null} when unset
	 * @param distribute shares of places, by place of the caller
	 * @param failover where a region fails over to
	 * @param failoverPriority labels by which priorities are built
	 */
	public record Locality(@Nullable Boolean enabled, List<Distribute> distribute, List<Failover> failover,
			List<String> failoverPriority) {

		public Locality {
			distribute = List.copyOf(distribute);
			failover = List.copyOf(failover);
			failoverPriority = List.copyOf(failoverPriority);
		}

	}

	/**
	 * Shares of the traffic of one place.
	 *
	 * @param from the place of the caller, {@code region/zone/subzone}
	 * @param to shares by place, sum 100
	 */
	public record Distribute(String from, Map<String, Integer> to) {

		public Distribute {
			Objects.requireNonNull(from, "from");
			to = Map.copyOf(to);
		}

	}

	/**
	 * The region that another one fails over to.
	 *
	 * @param from the failing region
	 * @param to the other region
	 */
	public record Failover(String from, String to) {

		public Failover {
			Objects.requireNonNull(from, "from");
			Objects.requireNonNull(to, "to");
		}

	}

	/**
	 * Slow start of new instances.
	 *
	 * @param durationMillis how long, in milliseconds
	 * @param minimumPercent the share at the start, 0 to 100
	 * @param aggression the shape of the growth, 1 is linear
	 */
	public record Warmup(long durationMillis, double minimumPercent, double aggression) {
	}

	/**
	 * Ejection of failing instances. Values that are {@code null} have Envoy's default.
	 *
	 * @param consecutive5xxErrors errors in a row, 0 switches off
	 * @param consecutiveGatewayErrors 502, 503 and 504 in a row
	 * @param consecutiveLocalOriginFailures failures to connect in a row
	 * @param splitExternalLocalOriginErrors whether local failures count apart
	 * @param intervalMillis the pause between two looks, in milliseconds
	 * @param baseEjectionTimeMillis how long, times the number of ejections
	 * @param maxEjectionPercent the largest part that may be ejected
	 * @param minHealthPercent the part below which nothing is ejected
	 */
	public record OutlierDetection(@Nullable Integer consecutive5xxErrors, @Nullable Integer consecutiveGatewayErrors,
			@Nullable Integer consecutiveLocalOriginFailures, @Nullable Boolean splitExternalLocalOriginErrors,
			@Nullable Long intervalMillis, @Nullable Long baseEjectionTimeMillis, @Nullable Integer maxEjectionPercent,
			@Nullable Integer minHealthPercent) {
	}

	/**
	 * Limits of connections and requests, kept as they are written; nothing applies them
	 * yet.
	 *
	 * @param tcp settings of connections by name
	 * @param http settings of requests by name
	 */
	public record ConnectionPool(Map<String, Object> tcp, Map<String, Object> http) {

		public ConnectionPool {
			tcp = Map.copyOf(tcp);
			http = Map.copyOf(http);
		}

	}

}
