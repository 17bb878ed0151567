package io.opensergo.core.lane;

import io.opensergo.core.match.PathMatcher;
import io.opensergo.core.match.QueryParameterMatcher;
import org.jspecify.annotations.Nullable;

/**
 * A part of an inbound request by which entry rules are looked up.
 */
sealed interface RequestAttribute {

	/**
	 * The value of the attribute.
	 * @param request the request
	 * @return the value, {@code null} when the request has none
	 */
	@Nullable String of(InboundRequest request);

	/**
	 * A header.
	 *
	 * @param name its name, lower case
	 */
	record Header(String name) implements RequestAttribute {

		@Override
		public @Nullable String of(InboundRequest request) {
			return request.header(this.name);
		}

	}

	/**
	 * A cookie.
	 *
	 * @param name its name
	 */
	record Cookie(String name) implements RequestAttribute {

		@Override
		public @Nullable String of(InboundRequest request) {
			return request.cookie(this.name);
		}

	}

	/**
	 * The first value of a query parameter, as it was sent.
	 *
	 * @param name its name
	 */
	record QueryParameter(String name) implements RequestAttribute {

		@Override
		public @Nullable String of(InboundRequest request) {
			String target = request.path();
			return (target != null) ? QueryParameterMatcher.firstValue(target, this.name) : null;
		}

	}

	/**
	 * The path without query.
	 */
	record Path() implements RequestAttribute {

		@Override
		public @Nullable String of(InboundRequest request) {
			String target = request.path();
			return (target != null) ? PathMatcher.pathOf(target) : null;
		}

	}

}
