package io.opensergo.core.balance;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Where an instance or a caller runs. A part that is not known is empty.
 *
 * @param region the region
 * @param zone the zone
 * @param subzone the subzone
 */
public record Place(String region, String zone, String subzone) {

	/**
	 * A place of which nothing is known.
	 */
	public static final Place UNKNOWN = new Place("", "", "");

	static final List<String> REGION_LABELS = List.of("topology.kubernetes.io/region", "region");

	static final List<String> ZONE_LABELS = List.of("topology.kubernetes.io/zone", "zone");

	static final List<String> SUBZONE_LABELS = List.of("topology.istio.io/subzone", "subzone");

	private static final String ANY = "*";

	/**
	 * The priorities of Istio: 0 for the same subzone, 1 for the same zone, 2 for the
	 * same region, 3 for others.
	 */
	static final int OTHER_REGION = 3;

	public Place {
		Objects.requireNonNull(region, "region");
		Objects.requireNonNull(zone, "zone");
		Objects.requireNonNull(subzone, "subzone");
	}

	/**
	 * The place that labels tell: {@code topology.kubernetes.io/region},
	 * {@code topology.kubernetes.io/zone} and {@code topology.istio.io/subzone}, or
	 * {@code region}, {@code zone} and {@code subzone}.
	 * @param labels the labels
	 * @return the place
	 */
	public static Place of(Map<String, String> labels) {
		String region = first(labels, REGION_LABELS);
		String zone = first(labels, ZONE_LABELS);
		String subzone = first(labels, SUBZONE_LABELS);
		return (region.isEmpty() && zone.isEmpty() && subzone.isEmpty()) ? UNKNOWN : new Place(region, zone, subzone);
	}

	/**
	 * This place with a zone where it has none.
	 * @param zone the zone, {@code null} or empty when it is not known
	 * @return the place
	 */
	public Place withDefaultZone(@Nullable String zone) {
		return (this.zone.isEmpty() && zone != null && !zone.isEmpty()) ? new Place(this.region, zone, this.subzone)
				: this;
	}

	/**
	 * Whether nothing is known.
	 * @return {@code true} when all parts are empty
	 */
	public boolean isUnknown() {
		return equals(UNKNOWN);
	}

	/**
	 * Whether a pattern of a rule covers this place.
	 * @param pattern {@code region}, {@code region/zone} or {@code region/zone/subzone},
	 * {@code *} for any
	 * @return {@code true} when it does
	 */
	boolean isIn(String pattern) {
		String[] parts = pattern.split("/", -1);
		return covers(parts, 0, this.region) && covers(parts, 1, this.zone) && covers(parts, 2, this.subzone);
	}

	private static boolean covers(String[] parts, int part, String value) {
		boolean any = part >= parts.length || ANY.equals(parts[part]) || (part > 0 && parts[part].isEmpty());
		return any || parts[part].equals(value);
	}

	int distanceTo(Place other) {
		if (!this.region.equals(other.region)) {
			return OTHER_REGION;
		}
		if (!this.zone.equals(other.zone)) {
			return 2;
		}
		return this.subzone.equals(other.subzone) ? 0 : 1;
	}

	private static String first(Map<String, String> labels, List<String> keys) {
		for (String key : keys) {
			String value = labels.get(key);
			if (value != null && !value.isEmpty()) {
				return value;
			}
		}
		return "";
	}

}
