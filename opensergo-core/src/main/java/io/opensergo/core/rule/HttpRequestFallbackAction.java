package io.opensergo.core.rule;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a blocked HTTP request is answered with. The only behavior of the specification is
 * {@code ReturnProvidedResponse}.
 *
 * @param metadata the metadata
 * @param statusCode the status, 200 to 599
 * @param body the content, or {@code null} for none
 * @param headers further headers, in order; a name may repeat
 */
public record HttpRequestFallbackAction(RuleMetadata metadata, int statusCode, @Nullable String body,
		List<Header> headers) implements Rule {

	/**
	 * The smallest status: those below 200 end no exchange.
	 */
	public static final int MIN_STATUS_CODE = 200;

	/**
	 * The largest status.
	 */
	public static final int MAX_STATUS_CODE = 599;

	/**
	 * The largest content, in bytes of UTF-8.
	 */
	public static final int MAX_BODY_SIZE = 64 * 1024;

	/**
	 * The most headers.
	 */
	public static final int MAX_HEADERS = 64;

	/**
	 * The longest value of a header, in characters.
	 */
	public static final int MAX_HEADER_LENGTH = 4096;

	public HttpRequestFallbackAction {
		Objects.requireNonNull(metadata, "metadata");
		headers = List.copyOf(headers);
	}

	@Override
	public RuleKind kind() {
		return RuleKind.HTTP_REQUEST_FALLBACK_ACTION;
	}

	/**
	 * A header of the answer.
	 *
	 * @param name the name
	 * @param value the value
	 */
	public record Header(String name, String value) {

		public Header {
			Objects.requireNonNull(name, "name");
			Objects.requireNonNull(value, "value");
		}

	}

}
