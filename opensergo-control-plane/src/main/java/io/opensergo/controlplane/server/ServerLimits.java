package io.opensergo.controlplane.server;

/**
 * How much clients may take. What is above is refused with a reason, and never at the
 * cost of those that are served already.
 *
 * @param connections connections at the same time; one more is closed at once
 * @param streams streams at the same time on all connections; one more ends with
 * {@code RESOURCE_EXHAUSTED}
 * @param streamsPerConnection streams at the same time on one connection; one more waits
 * in the client
 * @param subscriptionsPerStream keys of one stream; one more is answered with status 4002
 */
public record ServerLimits(int connections, int streams, int streamsPerConnection, int subscriptionsPerStream) {

	/**
	 * Room for several thousand applications.
	 */
	public static final ServerLimits DEFAULT = new ServerLimits(10_000, 10_000, 100, 10_000);

	public ServerLimits {
		positive(connections, "connections");
		positive(streams, "streams");
		positive(streamsPerConnection, "streamsPerConnection");
		positive(subscriptionsPerStream, "subscriptionsPerStream");
	}

	private static void positive(int limit, String name) {
		if (limit < 1) {
			throw new IllegalArgumentException("The limit of " + name + " must be at least 1 but is " + limit);
		}
	}

	/**
	 * These limits with others for the whole server.
	 * @param connections connections at the same time
	 * @param streams streams at the same time
	 * @return new limits
	 */
	public ServerLimits withTotals(int connections, int streams) {
		return new ServerLimits(connections, streams, this.streamsPerConnection, this.subscriptionsPerStream);
	}

}
