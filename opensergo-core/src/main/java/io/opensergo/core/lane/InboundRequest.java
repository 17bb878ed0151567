package io.opensergo.core.lane;

import java.net.InetAddress;

import io.opensergo.core.route.RouteRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that enters this application, as the lane table reads it.
 */
public interface InboundRequest extends RouteRequest {

	/**
	 * The value of a cookie.
	 * @param name the name, case-sensitive
	 * @return the value, or {@code null} when there is no such cookie
	 */
	@Nullable String cookie(String name);

	/**
	 * The address of the client.
	 * @return the address, or {@code null} when it is not known
	 */
	@Nullable InetAddress remoteAddress();

}
