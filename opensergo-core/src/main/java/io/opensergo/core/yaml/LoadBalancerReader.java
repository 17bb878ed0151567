package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.opensergo.core.rule.VirtualWorkload.ConsistentHash;
import io.opensergo.core.rule.VirtualWorkload.HashCookie;
import io.opensergo.core.rule.VirtualWorkload.LoadBalancer;
import io.opensergo.core.rule.VirtualWorkload.Locality;
import io.opensergo.core.rule.VirtualWorkload.Simple;
import io.opensergo.core.rule.VirtualWorkload.Warmup;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code loadBalancer} and {@code localityLbSetting}.
 */
final class LoadBalancerReader {

	/**
	 * Envoy's limit of a Maglev table.
	 */
	private static final long MAX_MAGLEV_TABLE = 5_000_010;

	private static final List<String> SIMPLE = Arrays.stream(Simple.values()).map(Enum::name).toList();

	private LoadBalancerReader() {
	}

	/**
	 * Reads the choice of an instance.
	 * @param policy the traffic policy
	 * @param outlierDetection whether the policy detects outliers, without which there is
	 * no failover
	 * @return the load balancer, or {@code null} when absent
	 */
	static @Nullable LoadBalancer read(YamlObject policy, boolean outlierDetection) {
		YamlObject balancer = policy.object("loadBalancer");
		Locality locality = LocalityReader.read(policy, outlierDetection);
		if (balancer == null) {
			return (locality != null) ? new LoadBalancer(null, null, locality, null) : null;
		}
		String simple = balancer.choice("simple", SIMPLE);
		ConsistentHash hash = readHash(balancer.object("consistentHash"));
		Locality inner = LocalityReader.read(balancer, outlierDetection);
		Warmup warmup = readWarmup(balancer);
		YamlValue zoneAware = balancer.get("zoneAwareLb");
		balancer.done();
		if (balancer.isSet("simple") && balancer.isSet("consistentHash")) {
			balancer.error("'simple' cannot stand with 'consistentHash'", "remove one of the two");
		}
		if (zoneAware != null && (locality != null || inner != null)) {
			zoneAware.error("'zoneAwareLb' cannot stand with 'localityLbSetting'", "remove one of the two");
		}
		else if (zoneAware != null) {
			zoneAware.warning("'zoneAwareLb' is not applied by this version", "remove it");
		}
		return new LoadBalancer((simple != null) ? Simple.valueOf(simple) : null, hash,
				(inner != null) ? inner : locality, warmup);
	}

	private static @Nullable ConsistentHash readHash(@Nullable YamlObject hash) {
		if (hash == null) {
			return null;
		}
		String header = hash.nonEmptyText("httpHeaderName");
		HashCookie cookie = readCookie(hash.object("httpCookie"));
		boolean sourceIp = Boolean.TRUE.equals(hash.bool("useSourceIp"));
		String parameter = hash.nonEmptyText("httpQueryParameterName");
		YamlObject ringHash = hash.object("ringHash");
		Long ringSize = (ringHash != null) ? size(ringHash, "minimumRingSize", Integer.MAX_VALUE) : null;
		YamlObject maglev = hash.object("maglev");
		Long tableSize = (maglev != null) ? size(maglev, "tableSize", MAX_MAGLEV_TABLE) : null;
		checkPrime(maglev, tableSize);
		Long oldRingSize = size(hash, "minimumRingSize", Integer.MAX_VALUE);
		Stream.of(ringHash, maglev).forEach(LoadBalancerReader::done);
		hash.done();
		checkHash(hash);
		return new ConsistentHash(header, cookie, sourceIp, parameter, (ringSize != null) ? ringSize : oldRingSize,
				tableSize);
	}

	private static void checkHash(YamlObject hash) {
		List<String> keys = Stream.of("httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName")
			.filter(hash::isSet)
			.toList();
		if (keys.isEmpty()) {
			hash.error("the hash has no key",
					"write one of httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName");
		}
		else if (keys.size() > 1) {
			hash.error("the hash has several keys: " + String.join(", ", keys), "keep one of them");
		}
		if (hash.isSet("ringHash") && hash.isSet("maglev")) {
			hash.error("'ringHash' cannot stand with 'maglev'", "remove one of the two");
		}
		if (hash.isSet("minimumRingSize") && (hash.isSet("ringHash") || hash.isSet("maglev"))) {
			hash.error("'minimumRingSize' cannot stand with 'ringHash' or 'maglev'",
					"move it to ringHash.minimumRingSize, or remove it");
		}
	}

	private static void checkPrime(@Nullable YamlObject maglev, @Nullable Long tableSize) {
		YamlValue value = (maglev != null) ? maglev.get("tableSize") : null;
		if (value != null && tableSize != null && !isPrime(tableSize)) {
			value.error("the table size " + tableSize + " is not a prime number", "write a prime, such as 65537");
		}
	}

	private static boolean isPrime(long number) {
		for (long divisor = 2; divisor * divisor <= number; divisor++) {
			if (number % divisor == 0) {
				return false;
			}
		}
		return number > 1;
	}

	private static @Nullable Long size(YamlObject object, String key, long max) {
		YamlValue value = object.get(key);
		return (value != null) ? value.wholeNumber(1, max) : null;
	}

	private static void done(@Nullable YamlObject object) {
		if (object != null) {
			object.done();
		}
	}

	private static @Nullable HashCookie readCookie(@Nullable YamlObject cookie) {
		if (cookie == null) {
			return null;
		}
		YamlValue nameValue = cookie.required("name", "the name of the cookie");
		String name = (nameValue != null) ? nameValue.nonEmptyText() : null;
		String path = cookie.text("path");
		YamlValue ttlValue = cookie.get("ttl");
		String ttl = (ttlValue != null && ttlValue.duration() != null) ? ttlValue.text() : null;
		YamlValue attributeList = cookie.get("attributes");
		if (attributeList != null) {
			attributeList.warning("'attributes' of the cookie are not applied by this version", "remove them");
		}
		Set<String> attributes = new HashSet<>();
		for (YamlValue item : cookie.list("attributes")) {
			YamlObject attribute = item.object();
			if (attribute == null) {
				continue;
			}
			YamlValue attributeName = attribute.required("name", "the name of the attribute");
			String text = (attributeName != null) ? attributeName.nonEmptyText() : null;
			attribute.text("value");
			attribute.done();
			if (text != null && !attributes.add(text)) {
				item.error("the attribute \"" + YamlValue.shown(text) + "\" is written twice", "remove one of the two");
			}
		}
		cookie.done();
		return (name != null) ? new HashCookie(name, path, ttl) : null;
	}

	private static @Nullable Warmup readWarmup(YamlObject balancer) {
		YamlValue old = balancer.get("warmupDurationSecs");
		Duration oldDuration = (old != null) ? old.positiveDuration() : null;
		YamlObject warmup = balancer.object("warmup");
		if (old != null && warmup != null) {
			old.error("'warmupDurationSecs' cannot stand with 'warmup'", "move it to warmup.duration");
		}
		if (warmup == null) {
			return (oldDuration != null) ? new Warmup(oldDuration.toMillis(), 10, 1) : null;
		}
		YamlValue durationValue = warmup.required("duration", "duration: 30s");
		Duration duration = (durationValue != null) ? durationValue.positiveDuration() : null;
		Double minimum = warmup.number("minimumPercent", 0, 100);
		Double aggression = warmup.number("aggression", Double.MIN_VALUE, Double.MAX_VALUE);
		warmup.done();
		return (duration != null) ? new Warmup(duration.toMillis(), (minimum != null) ? minimum : 10,
				(aggression != null) ? aggression : 1) : null;
	}

}
