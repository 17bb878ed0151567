package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.opensergo.core.match.ExactIndex;
import io.opensergo.core.match.ExactIndex.ExactValue;
import io.opensergo.core.match.PathMatcher;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first route that matches without asking all of them: routes are looked up by
 * the exact header or the exact path that they need. The order of the routes stays what
 * it is.
 */
final class RouteIndex {

	private static final String PATH = ":path without query";

	private final List<CompiledRoute> routes;

	private final ExactIndex<String> index;

	private RouteIndex(List<CompiledRoute> routes, ExactIndex<String> index) {
		this.routes = routes;
		this.index = index;
	}

	static RouteIndex of(List<CompiledRoute> routes) {
		return new RouteIndex(List.copyOf(routes),
				ExactIndex.of(routes.stream().map((route) -> exactValues(route.match())).toList()));
	}

	private static List<ExactValue<String>> exactValues(RouteMatch match) {
		List<ExactValue<String>> values = new ArrayList<>();
		for (HeaderMatch header : match.headers()) {
			String value = exactValue(header);
			if (value != null) {
				values.add(new ExactValue<>(header.name().toLowerCase(Locale.ROOT), value));
			}
		}
		if (match.path() instanceof PathMatch.Exact path && !path.ignoreCase()) {
			values.add(new ExactValue<>(PATH, path.value()));
		}
		return values;
	}

	/**
	 * The exact value that a header must have; none for a condition that a missing header
	 * satisfies.
	 */
	private static @Nullable String exactValue(HeaderMatch header) {
		if (header.invert() || header.treatMissingAsEmpty()
				|| !(header.condition() instanceof HeaderCondition.Value value)) {
			return null;
		}
		return (value.match() instanceof StringMatch.Exact exact && !exact.ignoreCase()) ? exact.value() : null;
	}

	/**
	 * The first route that matches.
	 * @param request the request
	 * @param draw the random number of the request
	 * @return the route, {@code null} when none matches
	 */
	@Nullable CompiledRoute first(RouteRequest request, double draw) {
		int first = first(this.index.scanned(), request, draw, this.routes.size());
		for (int i = 0; i < this.index.attributes(); i++) {
			String value = valueOf(request, this.index.attribute(i));
			first = first(this.index.positions(i, value), request, draw, first);
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

	private static @Nullable String valueOf(RouteRequest request, String attribute) {
		if (!attribute.equals(PATH)) {
			return RequestHeaders.value(request, attribute);
		}
		String target = request.path();
		return (target != null) ? PathMatcher.pathOf(target) : null;
	}

}
