package io.opensergo.controlplane.server;

import java.util.List;

import io.opensergo.protocol.transport.v1.SubscribeOpType;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeRequestTarget;
import org.jspecify.annotations.Nullable;

/**
 * A request to subscribe or unsubscribe, checked.
 *
 * @param namespace the namespace
 * @param app the application
 * @param kinds names of kinds as sent, known or not
 * @param unsubscribe whether the subscriptions end
 */
record SubscriptionRequest(String namespace, String app, List<String> kinds, boolean unsubscribe) {

	/**
	 * The longest namespace or application name; Kubernetes allows 253.
	 */
	static final int MAX_NAME_LENGTH = 253;

	/**
	 * The largest number of kinds in one request.
	 */
	static final int MAX_KINDS = 100;

	SubscriptionRequest {
		kinds = List.copyOf(kinds);
	}

	/**
	 * What is wrong with a request.
	 * @param request the request
	 * @return one sentence, {@code null} when nothing is
	 */
	static @Nullable String problem(SubscribeRequest request) {
		SubscribeRequestTarget target = request.getTarget();
		if (target.getNamespace().isEmpty() || target.getApp().isEmpty() || target.getKindsCount() == 0) {
			return "target.namespace, target.app and target.kinds must all be set";
		}
		if (target.getNamespace().length() > MAX_NAME_LENGTH || target.getApp().length() > MAX_NAME_LENGTH) {
			return "target.namespace and target.app must have at most " + MAX_NAME_LENGTH + " characters";
		}
		if (target.getKindsCount() > MAX_KINDS) {
			return "target.kinds must have at most " + MAX_KINDS + " elements";
		}
		if (request.getOpType() == SubscribeOpType.UNRECOGNIZED) {
			return "op_type " + request.getOpTypeValue() + " is neither SUBSCRIBE nor UNSUBSCRIBE";
		}
		return null;
	}

	static SubscriptionRequest of(SubscribeRequest request) {
		SubscribeRequestTarget target = request.getTarget();
		return new SubscriptionRequest(target.getNamespace(), target.getApp(), target.getKindsList(),
				request.getOpType() == SubscribeOpType.UNSUBSCRIBE);
	}

}
