package io.opensergo.core.action;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a request or of a response, as {@link HeaderChanges} changes them. Names
 * are in any case.
 */
public interface MutableHeaders {

	/**
	 * The value of a header.
	 * @param name the name
	 * @return the value, several values joined with {@code ,}, or {@code null} when the
	 * header is missing
	 */
	@Nullable String get(String name);

	/**
	 * Replaces all values of a header.
	 * @param name the name
	 * @param value the value
	 */
	void set(String name, String value);

	/**
	 * Adds a value to a header.
	 * @param name the name
	 * @param value the value
	 */
	void add(String name, String value);

	/**
	 * Removes a header.
	 * @param name the name
	 */
	void remove(String name);

}
