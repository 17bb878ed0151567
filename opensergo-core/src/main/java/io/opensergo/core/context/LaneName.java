package io.opensergo.core.context;

import java.util.List;
import java.util.regex.Pattern;

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

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?");

	private LaneName() {
	}

	/**
	 * Whether a text is a lane name.
	 * @param text the text, may be {@code null}
	 * @return {@code true} when it is
	 */
	public static boolean isValid(@Nullable String text) {
		return text != null && text.length() <= MAX_LENGTH && NAME.matcher(text).matches();
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
