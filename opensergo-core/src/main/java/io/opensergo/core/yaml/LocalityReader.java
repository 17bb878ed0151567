package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.VirtualWorkload.Distribute;
import io.opensergo.core.rule.VirtualWorkload.Failover;
import io.opensergo.core.rule.VirtualWorkload.Locality;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code localityLbSetting}.
 */
final class LocalityReader {

	private static final Set<String> TOPOLOGY_LABELS = Set.of("topology.kubernetes.io/region",
			"topology.kubernetes.io/zone", "topology.istio.io/subzone");

	private LocalityReader() {
	}

	static @Nullable Locality read(YamlObject holder, boolean outlierDetection) {
		YamlObject locality = holder.object("localityLbSetting");
		if (locality == null) {
			return null;
		}
		Boolean enabled = locality.bool("enabled");
		List<Distribute> distribute = readDistribute(locality);
		List<Failover> failover = readFailover(locality);
		List<String> priority = readPriority(locality, !failover.isEmpty());
		locality.done();
		if (locality.isSet("distribute") && locality.isSet("failover")) {
			locality.error("'distribute' cannot stand with 'failover'", "remove one of the two");
		}
		if (locality.isSet("distribute") && locality.isSet("failoverPriority")) {
			locality.error("'distribute' cannot stand with 'failoverPriority'", "remove one of the two");
		}
		if (!outlierDetection && (locality.isSet("failover") || locality.isSet("failoverPriority"))) {
			locality.warning("failover has no effect without outlier detection", "add outlierDetection to the policy");
		}
		return new Locality(enabled, distribute, failover, priority);
	}

	private static List<Distribute> readDistribute(YamlObject locality) {
		List<Distribute> distribute = new ArrayList<>();
		for (YamlValue item : locality.list("distribute")) {
			YamlObject object = item.object();
			if (object == null) {
				continue;
			}
			YamlValue fromValue = object.required("from", "the place of the caller, such as from: region1/zone1/*");
			String from = (fromValue != null) ? fromValue.nonEmptyText() : null;
			Map<String, Integer> to = readShares(object);
			object.done();
			if (fromValue != null && from != null) {
				checkPlace(fromValue, from);
				distribute.stream()
					.filter((other) -> overlap(other.from(), from))
					.findFirst()
					.ifPresent((other) -> fromValue.error("the place \"" + YamlValue.shown(from) + "\" overlaps with \""
							+ YamlValue.shown(other.from()) + "\"", "keep one of the two"));
				distribute.add(new Distribute(from, to));
			}
		}
		return distribute;
	}

	private static Map<String, Integer> readShares(YamlObject distribute) {
		Map<String, Integer> shares = new LinkedHashMap<>();
		YamlValue toValue = distribute.required("to", "the shares, such as to: {\"region1/zone1/*\": 100}");
		YamlObject to = (toValue != null) ? toValue.object() : null;
		if (to == null) {
			return shares;
		}
		to.values().forEach((place, value) -> {
			checkPlace(value, place);
			shares.keySet()
				.stream()
				.filter((other) -> overlap(other, place))
				.findFirst()
				.ifPresent((other) -> value.error("the place overlaps with \"" + YamlValue.shown(other) + "\"",
						"keep one of the two"));
			Integer share = value.integer(1, 100);
			if (share != null) {
				shares.put(place, share);
			}
		});
		int sum = shares.values().stream().mapToInt(Integer::intValue).sum();
		if (shares.size() == to.values().size() && sum != 100) {
			to.error("the shares add up to " + sum + ", not 100", "change the shares so that their sum is 100");
		}
		return shares;
	}

	private static void checkPlace(YamlValue value, String place) {
		int star = place.indexOf('*');
		boolean starIsLast = star < 0 || (star == place.length() - 1 && (star == 0 || place.charAt(star - 1) == '/'));
		if (place.isEmpty() || place.split("/", -1).length > 3 || !starIsLast || place.contains("//")) {
			value.error("\"" + YamlValue.shown(place) + "\" is not a place",
					"write region/zone/subzone, with '*' as the last part only");
		}
	}

	private static boolean overlap(String left, String right) {
		return covers(left, right) || covers(right, left);
	}

	private static boolean covers(String place, String other) {
		if (place.endsWith("*")) {
			return other.startsWith(place.substring(0, place.length() - 1));
		}
		return other.equals(place) || other.startsWith(place + "/");
	}

	private static List<Failover> readFailover(YamlObject locality) {
		List<Failover> failover = new ArrayList<>();
		for (YamlValue item : locality.list("failover")) {
			YamlObject object = item.object();
			if (object == null) {
				continue;
			}
			String from = readRegion(object, "from");
			String to = readRegion(object, "to");
			object.done();
			if (from != null && to != null) {
				if (from.equals(to)) {
					object.error("the region fails over to itself", "name two regions");
				}
				failover.add(new Failover(from, to));
			}
		}
		return failover;
	}

	private static @Nullable String readRegion(YamlObject object, String key) {
		YamlValue value = object.required(key, "a region, such as " + key + ": region1");
		String region = (value != null) ? value.nonEmptyText() : null;
		if (value != null && region != null && (region.contains("/") || region.contains("*"))) {
			value.error("\"" + YamlValue.shown(region) + "\" is not a region",
					"write a region without zone and without '*'");
		}
		return region;
	}

	private static List<String> readPriority(YamlObject locality, boolean failover) {
		List<String> priority = new ArrayList<>();
		for (YamlValue item : locality.list("failoverPriority")) {
			String label = item.nonEmptyText();
			if (label == null) {
				continue;
			}
			int equals = label.indexOf('=');
			String key = (equals >= 0) ? label.substring(0, equals) : label;
			boolean valid = Syntax.isLabelKey(key) && (equals < 0 || Syntax.isLabelValue(label.substring(equals + 1)));
			if (!valid) {
				item.error("\"" + YamlValue.shown(label) + "\" is not a label", "write key or key=value");
			}
			else if (failover && TOPOLOGY_LABELS.contains(key)) {
				item.error("the label '" + key + "' cannot stand with 'failover'", "remove one of the two");
			}
			priority.add(label);
		}
		return priority;
	}

}
