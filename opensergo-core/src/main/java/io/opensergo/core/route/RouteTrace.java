package io.opensergo.core.route;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What one route said of a request, for people who ask why.
 *
 * @param route the name of the route, or its position
 * @param mismatch the first condition that does not hold, {@code null} for the route that
 * matches
 */
public record RouteTrace(String route, @Nullable String mismatch) {

	public RouteTrace {
		Objects.requireNonNull(route, "route");
	}

}
