package io.opensergo.core.route;

import org.jspecify.annotations.Nullable;

/**
 * A narrow view of a request, as the route table reads it. Implementations wrap the
 * request of their host and allocate nothing for parts that nobody asks for.
 */
public interface RouteRequest {

	/**
	 * The method.
	 * @return the method, upper case, or {@code null} when it is not known
	 */
	@Nullable String method();

	/**
	 * The scheme.
	 * @return {@code http} or {@code https}, or {@code null} when it is not known
	 */
	@Nullable String scheme();

	/**
	 * The authority with the port as sent.
	 * @return the authority, or {@code null} when it is not known
	 */
	@Nullable String authority();

	/**
	 * The raw path with its query, not decoded.
	 * @return the path, starting with {@code /}, or {@code null} when it is not known
	 */
	@Nullable String path();

	/**
	 * The value of a header, several values joined with {@code ,}.
	 * @param name the name, lower case
	 * @return the value, or {@code null} when the header is missing
	 */
	@Nullable String header(String name);

}
