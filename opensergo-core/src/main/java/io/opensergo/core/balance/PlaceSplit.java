package io.opensergo.core.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

import io.opensergo.core.rule.VirtualWorkload.Distribute;
import io.opensergo.core.rule.VirtualWorkload.Failover;
import io.opensergo.core.rule.VirtualWorkload.Locality;
import org.jspecify.annotations.Nullable;

/**
 * Instances split by the preference for places, as Istio computes it.
 *
 * @param groups the groups, none of them empty; with shares they are drawn, without the
 * first one that can be used gets all calls
 * @param shares the share of each group, empty for an order
 * @param <T> the type of an instance
 */
record PlaceSplit<T>(List<List<T>> groups, List<Integer> shares) {

	/**
	 * The priorities that the places of instances can have: 0 to 4.
	 */
	private static final int PLACE_PRIORITIES = 5;

	/**
	 * The priority of instances in a region that the caller's region does not fail over
	 * to.
	 */
	private static final int NO_FAILOVER_REGION = 4;

	/**
	 * The load in percent that instances are taken to bear when others are missing.
	 */
	private static final int OVERPROVISIONING = 140;

	/**
	 * All calls, in hundredths of a percent.
	 */
	private static final int FULL = 10_000;

	static <T> PlaceSplit<T> of(List<T> instances, @Nullable Locality locality, Function<T, Map<String, String>> labels,
			Origin origin) {
		if (locality == null) {
			return unsplit(instances);
		}
		if (!locality.distribute().isEmpty()) {
			return distribute(instances, locality.distribute(), labels, origin.place());
		}
		return failover(instances, (instance) -> priority(locality, labels.apply(instance), origin));
	}

	/**
	 * The same split with healthy instances only, as Envoy computes it: a place loses
	 * calls to others when less than about 72 percent of it is healthy, because instances
	 * are taken to bear {@value #OVERPROVISIONING} percent of their load.
	 * @param healthy tells healthy instances
	 * @return the split; a share of 0 is for places that get calls only when all others
	 * cannot be used
	 */
	PlaceSplit<T> of(Predicate<T> healthy) {
		List<List<T>> groups = new ArrayList<>();
		List<Integer> shares = new ArrayList<>();
		int left = FULL;
		for (int i = 0; i < this.groups.size(); i++) {
			List<T> all = this.groups.get(i);
			List<T> group = all.stream().filter(healthy).toList();
			if (group.isEmpty()) {
				continue;
			}
			int bears = Math.min(FULL, OVERPROVISIONING * (FULL / 100) * group.size() / all.size());
			int share = this.shares.isEmpty() ? Math.min(left, bears) : this.shares.get(i) * bears;
			left -= this.shares.isEmpty() ? share : 0;
			groups.add(group);
			shares.add(share);
		}
		boolean ordered = this.shares.isEmpty() && (groups.size() < 2 || shares.get(0) == FULL);
		return new PlaceSplit<>(List.copyOf(groups), ordered ? List.of() : List.copyOf(shares));
	}

	private static <T> PlaceSplit<T> unsplit(List<T> instances) {
		return new PlaceSplit<>(List.of(instances), List.of());
	}

	/**
	 * The first entry for the place of the caller counts. An instance in a place that it
	 * does not list gets nothing. A share is spread over the instances of all places that
	 * its pattern covers.
	 */
	private static <T> PlaceSplit<T> distribute(List<T> instances, List<Distribute> distribute,
			Function<T, Map<String, String>> labels, Place caller) {
		if (caller.isUnknown()) {
			return unsplit(instances);
		}
		for (Distribute entry : distribute) {
			if (caller.isIn(entry.from())) {
				return shares(instances, new TreeMap<>(entry.to()), labels);
			}
		}
		return unsplit(instances);
	}

	private static <T> PlaceSplit<T> shares(List<T> instances, Map<String, Integer> to,
			Function<T, Map<String, String>> labels) {
		List<T> remaining = new ArrayList<>(instances);
		List<List<T>> groups = new ArrayList<>();
		List<Integer> shares = new ArrayList<>();
		to.forEach((pattern, share) -> {
			List<T> group = remaining.stream()
				.filter((instance) -> Place.of(labels.apply(instance)).isIn(pattern))
				.toList();
			remaining.removeAll(group);
			if (!group.isEmpty() && share > 0) {
				groups.add(group);
				shares.add(share);
			}
		});
		return new PlaceSplit<>(List.copyOf(groups), List.copyOf(shares));
	}

	private static <T> PlaceSplit<T> failover(List<T> instances, ToIntFunction<T> priority) {
		Map<Integer, List<T>> byPriority = new TreeMap<>();
		for (T instance : instances) {
			byPriority.computeIfAbsent(priority.applyAsInt(instance), (key) -> new ArrayList<>()).add(instance);
		}
		if (byPriority.size() == 1) {
			return unsplit(instances);
		}
		return new PlaceSplit<>(byPriority.values().stream().map(List::copyOf).toList(), List.of());
	}

	/**
	 * Labels come before places when a rule has both.
	 */
	private static int priority(Locality locality, Map<String, String> labels, Origin origin) {
		int byLabels = labelPriority(locality.failoverPriority(), labels, origin);
		boolean byPlace = locality.failoverPriority().isEmpty() || !locality.failover().isEmpty();
		return byLabels * PLACE_PRIORITIES
				+ (byPlace ? placePriority(locality.failover(), Place.of(labels), origin.place()) : 0);
	}

	private static int placePriority(List<Failover> failover, Place place, Place caller) {
		if (caller.isUnknown()) {
			return 0;
		}
		int distance = caller.distanceTo(place);
		if (distance < Place.OTHER_REGION) {
			return distance;
		}
		for (Failover entry : failover) {
			if (entry.from().equals(caller.region())) {
				return entry.to().equals(place.region()) ? distance : NO_FAILOVER_REGION;
			}
		}
		return distance;
	}

	/**
	 * The first label that differs decides: the earlier it stands, the worse.
	 */
	private static int labelPriority(List<String> order, Map<String, String> labels, Origin origin) {
		for (int i = 0; i < order.size(); i++) {
			String label = order.get(i);
			int equals = label.indexOf('=');
			String key = (equals != -1) ? label.substring(0, equals) : label;
			String wanted = (equals != -1) ? label.substring(equals + 1) : value(origin.labels(), origin.place(), key);
			if (!wanted.equals(value(labels, Place.of(labels), key))) {
				return order.size() - i;
			}
		}
		return 0;
	}

	private static String value(Map<String, String> labels, Place place, String key) {
		if (Place.REGION_LABELS.contains(key)) {
			return place.region();
		}
		if (Place.ZONE_LABELS.contains(key)) {
			return place.zone();
		}
		return Place.SUBZONE_LABELS.contains(key) ? place.subzone() : labels.getOrDefault(key, "");
	}

}
