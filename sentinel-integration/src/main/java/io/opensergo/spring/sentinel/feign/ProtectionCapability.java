package io.opensergo.spring.sentinel.feign;

import feign.Capability;
import feign.Client;
import io.opensergo.spring.sentinel.http.OutboundNames;

/**
 * Protects the calls of Feign clients. It stands around the whole client, that is above
 * the load balancer: a call is one, whichever instances are tried, and a blocked one asks
 * for none. Safe for all threads.
 */
public final class ProtectionCapability implements Capability {

	private final OutboundNames names;

	/**
	 * Creates a capability.
	 * @param names names the resources
	 */
	public ProtectionCapability(OutboundNames names) {
		this.names = names;
	}

	@Override
	public Client enrich(Client client) {
		return new ProtectedClient(client, this.names);
	}

}
