package io.opensergo.spring.sentinel.cluster;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Where a token server is.
 *
 * @param host the name or address
 * @param port the port, 1 to 65535
 */
record ServerAddress(String host, int port) {

	/**
	 * Reads an address.
	 * @param text {@code host:port}
	 * @return the address, {@code null} when the text is none
	 */
	static @Nullable ServerAddress parse(String text) {
		try {
			URI uri = new URI("tcp", text, null, null, null);
			boolean plain = uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() > 0
					&& uri.getPort() <= 65535;
			return plain ? new ServerAddress(uri.getHost(), uri.getPort()) : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
