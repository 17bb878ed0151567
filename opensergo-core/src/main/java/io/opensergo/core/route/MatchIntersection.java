package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import org.jspecify.annotations.Nullable;

/**
 * The requests that two conditions share, where one condition of the same form can say
 * it: the inner one must ask for a part of what the outer one asks for.
 */
final class MatchIntersection {

	private MatchIntersection() {
	}

	/**
	 * The intersection of two lists of conditions, each of which one must hold.
	 * @param outer the conditions of the route that delegates, empty for every request
	 * @param inner the conditions of the delegate, empty for every request
	 * @return the conditions, {@code null} when one of the inner conditions is no part of
	 * any of the outer ones
	 */
	static @Nullable List<HttpMatch> of(List<HttpMatch> outer, List<HttpMatch> inner) {
		if (outer.isEmpty() || inner.isEmpty()) {
			return outer.isEmpty() ? inner : outer;
		}
		List<HttpMatch> all = new ArrayList<>();
		for (HttpMatch narrow : inner) {
			int before = all.size();
			for (HttpMatch wide : outer) {
				HttpMatch shared = of(wide, narrow);
				if (shared != null) {
					all.add(shared);
				}
			}
			if (all.size() == before) {
				return null;
			}
		}
		return all;
	}

	private static @Nullable HttpMatch of(HttpMatch outer, HttpMatch inner) {
		boolean sameCase = outer.uri() == null || inner.uri() == null || outer.ignoreUriCase() == inner.ignoreUriCase();
		CallerCondition caller = caller(outer.caller(), inner.caller());
		boolean conditions = isPart(outer.uri(), inner.uri()) && isPart(outer.scheme(), inner.scheme())
				&& isPart(outer.method(), inner.method()) && isPart(outer.authority(), inner.authority());
		boolean maps = areParts(outer.headers(), inner.headers()) && areParts(outer.queryParams(), inner.queryParams())
				&& areEqual(outer.withoutHeaders(), inner.withoutHeaders());
		boolean port = outer.port() == null || inner.port() == null || outer.port().equals(inner.port());
		if (!sameCase || caller == null || !conditions || !maps || !port) {
			return null;
		}
		return new HttpMatch(name(outer.name(), inner.name()), first(inner.uri(), outer.uri()),
				(inner.uri() != null) ? inner.ignoreUriCase() : outer.ignoreUriCase(),
				first(inner.scheme(), outer.scheme()), first(inner.method(), outer.method()),
				first(inner.authority(), outer.authority()), union(outer.headers(), inner.headers()),
				union(outer.withoutHeaders(), inner.withoutHeaders()), union(outer.queryParams(), inner.queryParams()),
				first(inner.port(), outer.port()), caller, first(inner.statPrefix(), outer.statPrefix()));
	}

	private static @Nullable String name(@Nullable String outer, @Nullable String inner) {
		return (outer != null && inner != null) ? outer + "-" + inner : first(inner, outer);
	}

	private static <T> @Nullable T first(@Nullable T value, @Nullable T otherwise) {
		return (value != null) ? value : otherwise;
	}

	/**
	 * Whether every value that the inner condition takes is one that the outer one takes.
	 * Of two regular expressions only equal ones can be told.
	 */
	private static boolean isPart(@Nullable StringMatch outer, @Nullable StringMatch inner) {
		if (outer == null || inner == null || outer instanceof StringMatch.Present || outer.equals(inner)) {
			return true;
		}
		if (!(outer instanceof StringMatch.Prefix prefix)) {
			return false;
		}
		if (inner instanceof StringMatch.Exact exact) {
			return exact.value().startsWith(prefix.value());
		}
		return inner instanceof StringMatch.Prefix longer && longer.value().startsWith(prefix.value());
	}

	private static boolean areParts(Map<String, StringMatch> outer, Map<String, StringMatch> inner) {
		return inner.entrySet().stream().allMatch((entry) -> isPart(outer.get(entry.getKey()), entry.getValue()));
	}

	/**
	 * A condition that must not hold grows narrower when it is inverted: two of one name
	 * have to be the same.
	 */
	private static boolean areEqual(Map<String, StringMatch> outer, Map<String, StringMatch> inner) {
		return inner.entrySet().stream().allMatch((entry) -> {
			StringMatch other = outer.get(entry.getKey());
			return other == null || other.equals(entry.getValue());
		});
	}

	private static @Nullable CallerCondition caller(CallerCondition outer, CallerCondition inner) {
		boolean labels = inner.sourceLabels().entrySet().stream().allMatch((entry) -> {
			String other = outer.sourceLabels().get(entry.getKey());
			return other == null || other.equals(entry.getValue());
		});
		boolean namespace = outer.sourceNamespace() == null || inner.sourceNamespace() == null
				|| Objects.equals(outer.sourceNamespace(), inner.sourceNamespace());
		boolean gateways = outer.gateways().isEmpty() || outer.gateways().containsAll(inner.gateways());
		if (!labels || !namespace || !gateways) {
			return null;
		}
		return new CallerCondition(union(outer.sourceLabels(), inner.sourceLabels()),
				first(inner.sourceNamespace(), outer.sourceNamespace()),
				inner.gateways().isEmpty() ? outer.gateways() : inner.gateways());
	}

	private static <V> Map<String, V> union(Map<String, V> outer, Map<String, V> inner) {
		Map<String, V> all = new HashMap<>(outer);
		all.putAll(inner);
		return all;
	}

}
