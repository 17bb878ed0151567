package io.opensergo.core.balance;

import io.opensergo.core.route.RouteRequest;
import org.jspecify.annotations.Nullable;

/**
 * A call as the choice of an instance reads it.
 */
public interface BalancedRequest extends RouteRequest {

	/**
	 * The name of the request attribute that holds the address of the client, a
	 * {@link java.net.InetSocketAddress}. A gateway writes it; nobody else knows the
	 * client.
	 */
	String CLIENT_ADDRESS_ATTRIBUTE = BalancedRequest.class.getName() + ".clientAddress";

	/**
	 * The value of a cookie.
	 * @param name the name, case-sensitive
	 * @return the value, or {@code null} when there is no such cookie
	 */
	@Nullable String cookie(String name);

	/**
	 * The address of the client that the call is made for.
	 * @return the address, or {@code null} when it is not known
	 */
	@Nullable String clientAddress();

}
