package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.opensergo.core.match.PathMatcher;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first route that matches without asking all of them. A route that asks for an
 * exact header or an exact path is asked only when the request has that value; the order
 * of the routes stays what it is.
 */
final class RouteIndex {

	/**
	 * Up to this many routes a scan is as fast as a lookup.
	 */
	private static final int MAX_SCANNED = 8;

	/**
	 * Each key costs a lookup per request; routes by further headers are scanned.
	 */
	private static final int MAX_KEYS = 4;

	private static final String PATH = ":path without query";

	private static final int[] NONE = new int[0];

	private final List<CompiledRoute> routes;

	private final List<Key> keys;

	private final int[] scanned;

	private RouteIndex(List<CompiledRoute> routes, List<Key> keys, int[] scanned) {
		this.routes = routes;
		this.keys = keys;
		this.scanned = scanned;
	}

	static RouteIndex of(List<CompiledRoute> routes) {
		Map<String, Map<String, List<Integer>>> byKey = new LinkedHashMap<>();
		List<Integer> scanned = new ArrayList<>();
		boolean indexed = routes.size() > MAX_SCANNED;
		for (int i = 0; i < routes.size(); i++) {
			ExactCondition condition = indexed ? exactCondition(routes.get(i).match(), byKey) : null;
			if (condition == null) {
				scanned.add(i);
			}
			else {
				byKey.computeIfAbsent(condition.key(), (key) -> new HashMap<>())
					.computeIfAbsent(condition.value(), (value) -> new ArrayList<>())
					.add(i);
			}
		}
		List<Key> keys = new ArrayList<>();
		byKey.forEach((name, positions) -> keys.add(Key.of(name, positions)));
		return new RouteIndex(List.copyOf(routes), List.copyOf(keys), toArray(scanned));
	}

	private static @Nullable ExactCondition exactCondition(RouteMatch match, Map<String, ?> byKey) {
		for (HeaderMatch header : match.headers()) {
			ExactCondition condition = exactCondition(header);
			if (condition != null && hasRoom(byKey, condition.key())) {
				return condition;
			}
		}
		if (match.path() instanceof PathMatch.Exact path && !path.ignoreCase() && hasRoom(byKey, PATH)) {
			return new ExactCondition(PATH, path.value());
		}
		return null;
	}

	/**
	 * The exact value that a header must have; none for a condition that a missing header
	 * satisfies.
	 */
	private static @Nullable ExactCondition exactCondition(HeaderMatch header) {
		if (header.invert() || header.treatMissingAsEmpty()
				|| !(header.condition() instanceof HeaderCondition.Value value)) {
			return null;
		}
		if (value.match() instanceof StringMatch.Exact exact && !exact.ignoreCase()) {
			return new ExactCondition(header.name().toLowerCase(Locale.ROOT), exact.value());
		}
		return null;
	}

	private static boolean hasRoom(Map<String, ?> byKey, String key) {
		return byKey.containsKey(key) || byKey.size() < MAX_KEYS;
	}

	/**
	 * The first route that matches.
	 * @param request the request
	 * @param draw the random number of the request
	 * @return the route, {@code null} when none matches
	 */
	@Nullable CompiledRoute first(RouteRequest request, double draw) {
		int first = first(this.scanned, request, draw, this.routes.size());
		for (int i = 0; i < this.keys.size(); i++) {
			first = first(this.keys.get(i).positions(request), request, draw, first);
		}
		return (first < this.routes.size()) ? this.routes.get(first) : null;
	}

	private int first(int[] positions, RouteRequest request, double draw, int bound) {
		for (int position : positions) {
			if (position >= bound) {
				return bound;
			}
			if (this.routes.get(position).matches(request, draw)) {
				return position;
			}
		}
		return bound;
	}

	private static int[] toArray(List<Integer> positions) {
		return positions.stream().mapToInt(Integer::intValue).toArray();
	}

	private record ExactCondition(String key, String value) {
	}

	private record Key(String name, Map<String, int[]> positionsByValue) {

		static Key of(String name, Map<String, List<Integer>> positions) {
			Map<String, int[]> positionsByValue = new HashMap<>();
			positions.forEach((value, list) -> positionsByValue.put(value, toArray(list)));
			return new Key(name, positionsByValue);
		}

		int[] positions(RouteRequest request) {
			String value = valueOf(request);
			return (value != null) ? this.positionsByValue.getOrDefault(value, NONE) : NONE;
		}

		private @Nullable String valueOf(RouteRequest request) {
			if (!this.name.equals(PATH)) {
				return RequestHeaders.value(request, this.name);
			}
			String target = request.path();
			return (target != null) ? PathMatcher.pathOf(target) : null;
		}

	}

}
