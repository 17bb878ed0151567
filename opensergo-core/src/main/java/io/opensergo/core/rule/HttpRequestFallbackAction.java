package io.opensergo.core.rule;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

		private static final Pattern NAME = Pattern.compile("[-!#$%&'*+.^_`|~A-Za-z0-9]+");

		/**
		 * Another value than that of the server would break the answer.
		 */
		private static final Set<String> SERVER_HEADERS = Set.of("connection", "content-length", "keep-alive", "te",
				"trailer", "transfer-encoding", "upgrade");

		public Header {
			Objects.requireNonNull(name, "name");
			Objects.requireNonNull(value, "value");
		}

		/**
		 * Why the name cannot be sent.
		 * @return the reason, empty when it can
		 */
		public Optional<String> nameProblem() {
			if (!NAME.matcher(this.name).matches()) {
				return Optional.of("it is not the name of a header");
			}
			return SERVER_HEADERS.contains(this.name.toLowerCase(Locale.ROOT))
					? Optional.of("it is written by the server") : Optional.empty();
		}

		/**
		 * Why the value cannot be sent.
		 * @return the reason, empty when it can
		 */
		public Optional<String> valueProblem() {
			if (this.value.length() > MAX_HEADER_LENGTH) {
				return Optional
					.of("it has " + this.value.length() + " characters, at most " + MAX_HEADER_LENGTH + " are allowed");
			}
			return this.value.chars().anyMatch((c) -> c > 0x7E || (c < 0x20 && c != '\t'))
					? Optional.of("it holds characters that HTTP does not carry") : Optional.empty();
		}

	}

}
