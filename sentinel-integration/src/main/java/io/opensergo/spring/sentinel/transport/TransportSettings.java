package io.opensergo.spring.sentinel.transport;

/**
 * System properties by which the transport is told what the application has decided: it
 * starts with the first entry, without a context.
 */
public final class TransportSettings {

	/**
	 * Turns the transport on.
	 */
	public static final String ENABLED = "opensergo.sentinel.transport.enabled";

	/**
	 * The address to listen on.
	 */
	public static final String ADDRESS = "opensergo.sentinel.transport.address";

	private TransportSettings() {
	}

}
