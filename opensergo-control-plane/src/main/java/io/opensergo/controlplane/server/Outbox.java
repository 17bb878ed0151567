package io.opensergo.controlplane.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

import io.grpc.stub.ServerCallStreamObserver;
import io.opensergo.controlplane.server.Subscriber.Occasion;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client has still to receive. Holds at most one state per key, the newest, and
 * hands messages to the transport only as fast as the client reads: a client that does
 * not read costs this much memory and nobody's time. Safe for all threads.
 */
final class Outbox {

	private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

	private final ServerCallStreamObserver<SubscribeResponse> client;

	private final ResponseFactory responses;

	private final Deliveries deliveries;

	private final Deque<SubscribeResponse> refusals = new ArrayDeque<>();

	private final Map<SubscriptionKey, Push> pushes = new LinkedHashMap<>();

	private boolean closed;

	private boolean readWanted;

	Outbox(ServerCallStreamObserver<SubscribeResponse> client, ResponseFactory responses, Deliveries deliveries) {
		this.client = client;
		this.responses = responses;
		this.deliveries = deliveries;
	}

	synchronized void push(KeyState state, Occasion occasion) {
		// A subscription that is not answered yet is answered with the newest state.
		this.pushes.merge(state.key(), new Push(state, occasion), (waiting, newest) -> new Push(newest.state(),
				(waiting.occasion() == Occasion.SUBSCRIBED) ? Occasion.SUBSCRIBED : newest.occasion()));
		drain();
	}

	synchronized void discard(SubscriptionKey key) {
		this.pushes.remove(key);
	}

	synchronized void refuse(SubscribeResponse refusal) {
		this.refusals.add(refusal);
		drain();
	}

	/**
	 * Reads the next request of the client, once all refusals have left: nobody can fill
	 * the memory with refusals.
	 */
	synchronized void readNext() {
		this.readWanted = true;
		drain();
	}

	/**
	 * Sends what the transport takes. To be called when the transport is ready again.
	 */
	synchronized void drain() {
		if (this.closed) {
			return;
		}
		try {
			send();
		}
		catch (RuntimeException ex) {
			// The call is over; the cancellation follows on the thread of the call.
			logger.debug("Cannot send to a client", ex);
			this.closed = true;
		}
	}

	private void send() {
		while (!this.refusals.isEmpty() && this.client.isReady()) {
			this.client.onNext(this.refusals.remove());
		}
		while (!this.pushes.isEmpty() && this.client.isReady()) {
			SubscriptionKey key = this.pushes.keySet().iterator().next();
			Push push = this.pushes.remove(key);
			SubscribeResponse response = this.responses.push(push.state(), push.occasion());
			// before the answer can come
			this.deliveries.sent(response.getResponseId(), push.state(), push.occasion());
			this.client.onNext(response);
		}
		if (this.readWanted && this.refusals.isEmpty()) {
			this.readWanted = false;
			this.client.request(1);
		}
	}

	/**
	 * Ends the stream in order; what has not been sent is dropped.
	 */
	synchronized void complete() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try {
			this.client.onCompleted();
		}
		catch (RuntimeException ex) {
			logger.debug("A client left before its stream was completed", ex);
		}
	}

	/**
	 * Forgets everything: the client is gone.
	 */
	synchronized void abandon() {
		this.closed = true;
		this.refusals.clear();
		this.pushes.clear();
	}

	/**
	 * A state that waits.
	 *
	 * @param state the state
	 * @param occasion why it is sent
	 */
	private record Push(KeyState state, Occasion occasion) {
	}

}
