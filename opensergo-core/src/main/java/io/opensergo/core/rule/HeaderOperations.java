package io.opensergo.core.rule;

import java.util.List;
import java.util.Objects;

/**
 * Changes of request and response headers, in the order in which Envoy makes them: remove
 * first, then the rest in list order.
 *
 * @param request changes of the request
 * @param response changes of the response
 */
public record HeaderOperations(Changes request, Changes response) {

	/**
	 * No change at all.
	 */
	public static final HeaderOperations NONE = new HeaderOperations(Changes.NONE, Changes.NONE);

	public HeaderOperations {
		Objects.requireNonNull(request, "request");
		Objects.requireNonNull(response, "response");
	}

	/**
	 * Changes of one set of headers.
	 *
	 * @param remove the names to remove
	 * @param values the values to write
	 */
	public record Changes(List<String> remove, List<HeaderValue> values) {

		/**
		 * No change.
		 */
		public static final Changes NONE = new Changes(List.of(), List.of());

		public Changes {
			remove = List.copyOf(remove);
			values = List.copyOf(values);
		}

	}

	/**
	 * One header value to write.
	 *
	 * @param name the header name
	 * @param value the value, may hold {@code %VARIABLE%}s of Envoy's format
	 * @param action how it meets an existing value
	 */
	public record HeaderValue(String name, String value, Action action) {

		public HeaderValue {
			Objects.requireNonNull(name, "name");
			Objects.requireNonNull(value, "value");
			Objects.requireNonNull(action, "action");
		}

	}

	/**
	 * How a written value meets an existing one.
	 */
	public enum Action {

		/**
		 * Adds one more value (a rule's {@code add}).
		 */
		APPEND_IF_EXISTS_OR_ADD,

		/**
		 * Writes only when there is none.
		 */
		ADD_IF_ABSENT,

		/**
		 * Replaces all (a rule's {@code set}).
		 */
		OVERWRITE_IF_EXISTS_OR_ADD,

		/**
		 * Replaces only when there is one.
		 */
		OVERWRITE_IF_EXISTS

	}

}
