package io.opensergo.controlplane.boot;

import java.util.List;

import io.opensergo.controlplane.server.ClientStatus;
import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.controlplane.server.KeyStatus;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.source.RuleStore;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows what is served, to whom, and what clients said of it.
 */
@Endpoint(id = "opensergo")
final class ControlPlaneEndpoint {

	private final ControlPlaneServer server;

	private final RuleStore rules;

	ControlPlaneEndpoint(ControlPlaneServer server, RuleStore rules) {
		this.server = server;
		this.rules = rules;
	}

	/**
	 * Shows everything.
	 * @return the state now
	 */
	@ReadOperation
	Report report() {
		return new Report(this.server.keys(), this.server.clients(),
				this.rules.snapshot().rejections().stream().map(Rejection::describe).toList());
	}

	/**
	 * What the endpoint shows.
	 *
	 * @param keys what is served for each key that somebody subscribed to
	 * @param clients what was sent to each client, and what it said of it
	 * @param problems what is wrong with rules
	 */
	record Report(List<KeyStatus> keys, List<ClientStatus> clients, List<String> problems) {
	}

}
