package io.opensergo.core.action;

import org.jspecify.annotations.Nullable;

/**
 * What header values may say of a call, for the variables in them.
 */
public interface CallFacts {

	/**
	 * The address of the client.
	 * @return the address without port, or {@code null} when it is not known
	 */
	@Nullable String clientAddress();

	/**
	 * The port of the client.
	 * @return the port, or -1 when it is not known
	 */
	int clientPort();

	/**
	 * The protocol of the request.
	 * @return such as {@code HTTP/1.1}, or {@code null} when it is not known
	 */
	@Nullable String protocol();

	/**
	 * A header of the request; {@code :method}, {@code :scheme}, {@code :authority} and
	 * {@code :path} are headers too.
	 * @param name the name, lower case
	 * @return the value, or {@code null} when the header is missing
	 */
	@Nullable String requestHeader(String name);

}
