package io.opensergo.core.context;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The syntax of lane names. A name is written into a header of every request, so anything
 * else that arrives is dropped.
 */
public final class LaneName {

	/**
	 * The longest lane name, in characters.
	 */
	public static final int MAX_LENGTH = 63;

	/**
	 * What a lane name looks like, for messages.
	 */
	public static final String SYNTAX = "letters, digits, '-', '.' and '_', starting and ending with a letter or digit, at most 63 characters";

	private LaneName() {
	}

	/**
	 * Whether a text is a lane name.
	 * @param text the text, may be {@code null}
	 * @return {@code true} when it is
	 */
	public static boolean isValid(@Nullable String text) {
		if (text == null || text.isEmpty() || text.length() > MAX_LENGTH) {
			return false;
		}
		int last = text.length() - 1;
		for (int i = 1; i < last; i++) {
			if (!isInner(text.charAt(i))) {
				return false;
			}
		}
		return isLetterOrDigit(text.charAt(0)) && isLetterOrDigit(text.charAt(last));
	}

	private static boolean isInner(char character) {
		return isLetterOrDigit(character) || character == '-' || character == '.' || character == '_';
	}

	private static boolean isLetterOrDigit(char character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9');
	}

	/**
	 * The lane that the values of a header name.
	 * @param values the values as received, {@code null} when the header is missing
	 * @return the lane, {@code null} unless there is exactly one value and it is a lane
	 * name
	 */
	public static @Nullable String of(@Nullable List<String> values) {
		return (values != null && values.size() == 1 && isValid(values.get(0))) ? values.get(0) : null;
	}

}
