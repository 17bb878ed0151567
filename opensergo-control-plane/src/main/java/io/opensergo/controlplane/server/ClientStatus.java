package io.opensergo.controlplane.server;

import java.time.Instant;
import java.util.List;

/**
 * One stream of one client.
 *
 * @param peer the address of the client
 * @param identifier the name that the client gave itself, empty when it gave none
 * @param since when the stream began
 * @param deliveries what was sent for each key, and what the client said of it
 */
public record ClientStatus(String peer, String identifier, Instant since, List<DeliveryStatus> deliveries) {

	public ClientStatus {
		deliveries = List.copyOf(deliveries);
	}

}
