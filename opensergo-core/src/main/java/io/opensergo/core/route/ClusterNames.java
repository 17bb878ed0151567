package io.opensergo.core.route;

import io.opensergo.core.rule.Destination;

/**
 * Names of clusters as Istio and OpenSergo write them:
 * {@code outbound|<port or empty>|<subset or empty>|<host>}.
 */
public final class ClusterNames {

	private static final String OUTBOUND = "outbound";

	private static final int PARTS = 4;

	private ClusterNames() {
	}

	/**
	 * Reads a cluster name.
	 * @param cluster the name
	 * @return the destination; a name of any other form is a host without subset
	 */
	public static Destination parse(String cluster) {
		String[] parts = cluster.split("\\|", -1);
		if (parts.length != PARTS || !OUTBOUND.equals(parts[0])) {
			return Destination.of(cluster);
		}
		try {
			Integer port = parts[1].isEmpty() ? null : Integer.valueOf(parts[1]);
			return new Destination(parts[3], parts[2].isEmpty() ? null : parts[2], port, null);
		}
		catch (NumberFormatException ex) {
			return Destination.of(cluster);
		}
	}

	/**
	 * Writes a cluster name.
	 * @param destination the destination
	 * @param namespace the namespace in which a short host is resolved
	 * @return the name
	 */
	public static String format(Destination destination, String namespace) {
		String port = (destination.port() != null) ? destination.port().toString() : "";
		String subset = (destination.subset() != null) ? destination.subset() : "";
		return OUTBOUND + "|" + port + "|" + subset + "|" + HostNames.resolve(destination.host(), namespace);
	}

}
