package io.opensergo.spring.conformance;

import java.util.Set;

/**
 * A running gateway that the conformance cases are put to. It serves the path
 * {@code /<service>/**} of each service of {@link ConformanceUpstreams} with the prefix
 * taken off, and has all rules of {@link ConformanceCases} in force.
 */
interface GatewayUnderTest extends AutoCloseable {

	/**
	 * The port on the loopback address.
	 * @return the port
	 */
	int port();

	/**
	 * The cases that this gateway is documented not to pass, by
	 * {@link ConformanceCase#id()}.
	 * @return the ids, each of which is on the page of the gateway
	 */
	default Set<String> exceptions() {
		return Set.of();
	}

	@Override
	void close();

}
