package io.opensergo.controlplane.server;

import org.jspecify.annotations.Nullable;

/**
 * What is served for one key.
 *
 * @param namespace the namespace
 * @param app the application
 * @param kind the kind, as in a CR document
 * @param version the version, 0 when the rules cannot be encoded
 * @param rules the number of rules
 * @param subscribers the number of streams that subscribed
 */
public record KeyStatus(String namespace, String app, String kind, long version, int rules, int subscribers) {

	static KeyStatus of(SubscriptionKey key, @Nullable KeyState state, int subscribers) {
		return new KeyStatus(key.namespace(), key.app(), key.kind().kind(), (state != null) ? state.version() : 0,
				(state != null) ? state.rules().size() : 0, subscribers);
	}

}
