package io.opensergo.controlplane.server;

import java.util.concurrent.atomic.AtomicLong;

import io.opensergo.controlplane.server.Subscriber.Occasion;
import io.opensergo.protocol.transport.v1.ControlPlaneDesc;
import io.opensergo.protocol.transport.v1.Status;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeResponse;

/**
 * Builds responses with identifiers that are unique in this control plane, so that an
 * acknowledgement names one push. Safe for all threads.
 */
final class ResponseFactory {

	private final ControlPlaneDesc controlPlane;

	private final AtomicLong responses = new AtomicLong();

	/**
	 * Creates the factory.
	 * @param identifier names this process
	 */
	ResponseFactory(String identifier) {
		this.controlPlane = ControlPlaneDesc.newBuilder().setIdentifier(identifier).build();
	}

	SubscribeResponse push(KeyState state, Occasion occasion) {
		Status status = switch (occasion) {
			case SUBSCRIBED -> status(StatusCodes.SUCCESS, "Success");
			case CHANGED -> status(StatusCodes.CHANGED, "Rules changed");
		};
		SubscriptionKey key = state.key();
		return response(status).setNamespace(key.namespace())
			.setApp(key.app())
			.setKind(key.kind().wireName())
			.setDataWithVersion(state.data())
			.build();
	}

	SubscribeResponse badRequest(SubscribeRequest request, String problem) {
		return response(status(StatusCodes.BAD_REQUEST, "Request refused: " + problem)).setAck(StatusCodes.NACK)
			.setNamespace(request.getTarget().getNamespace())
			.setApp(request.getTarget().getApp())
			.build();
	}

	SubscribeResponse notServed(SubscriptionRequest request, String kind) {
		return response(status(StatusCodes.REGISTER_WATCHER_ERROR, "Register watcher error")).setAck(StatusCodes.NACK)
			.setNamespace(request.namespace())
			.setApp(request.app())
			.setKind(kind)
			.build();
	}

	private SubscribeResponse.Builder response(Status status) {
		return SubscribeResponse.newBuilder()
			.setStatus(status)
			.setControlPlane(this.controlPlane)
			.setResponseId(this.controlPlane.getIdentifier() + "-" + this.responses.incrementAndGet());
	}

	private static Status status(int code, String message) {
		return Status.newBuilder().setCode(code).setMessage(message).build();
	}

}
