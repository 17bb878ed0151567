package io.opensergo.client;

import java.util.Map;
import java.util.TreeMap;

import io.opensergo.protocol.transport.v1.Status;
import io.opensergo.protocol.transport.v1.SubscribeLabelKV;
import io.opensergo.protocol.transport.v1.SubscribeOpType;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeRequestTarget;

/**
 * Writes the messages of one stream.
 */
final class Requests {

	static final String ACK = "ACK";

	static final String NACK = "NACK";

	/**
	 * The longest reason that is sent. The whole list of problems stands in the status of
	 * the source.
	 */
	static final int MAX_REASON_LENGTH = 1000;

	private final String identifier;

	private final Map<String, String> labels;

	private long lastId;

	Requests(String identifier, Map<String, String> labels) {
		this.identifier = identifier;
		this.labels = new TreeMap<>(labels);
	}

	/**
	 * Asks for the rules of a key. One request per key, so that an answer without a key
	 * can be told by its id.
	 */
	SubscribeRequest subscribe(SubscriptionKey key) {
		return SubscribeRequest.newBuilder()
			.setTarget(target(key))
			.setOpType(SubscribeOpType.SUBSCRIBE)
			.setIdentifier(this.identifier)
			.setRequestId(this.identifier + "/" + ++this.lastId)
			.build();
	}

	/**
	 * Says that the rules of a push are in force.
	 */
	SubscribeRequest ack(SubscriptionKey key, String responseId) {
		return answer(target(key), ACK, WireStatus.SUCCESS, "", responseId);
	}

	/**
	 * Says that a push was not taken over, and why.
	 */
	SubscribeRequest nack(SubscribeRequestTarget target, int code, String reason, String responseId) {
		String message = (reason.length() > MAX_REASON_LENGTH) ? reason.substring(0, MAX_REASON_LENGTH) : reason;
		return answer(target, NACK, code, message, responseId);
	}

	SubscribeRequestTarget target(SubscriptionKey key) {
		SubscribeRequestTarget.Builder target = SubscribeRequestTarget.newBuilder()
			.setNamespace(key.namespace())
			.setApp(key.app())
			.addKinds(key.kind().wireName());
		this.labels
			.forEach((name, value) -> target.addLabels(SubscribeLabelKV.newBuilder().setKey(name).setValue(value)));
		return target.build();
	}

	private SubscribeRequest answer(SubscribeRequestTarget target, String ack, int code, String message,
			String responseId) {
		return SubscribeRequest.newBuilder()
			.setTarget(target)
			.setResponseAck(ack)
			.setStatus(Status.newBuilder().setCode(code).setMessage(message))
			.setIdentifier(this.identifier)
			.setRequestId(responseId)
			.build();
	}

}
