package io.opensergo.controlplane.server;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of one client. Requests arrive from one thread at a time, states from
 * another.
 */
final class SubscriberStream implements Subscriber, StreamObserver<SubscribeRequest> {

	/**
	 * The largest number of subscriptions of one stream.
	 */
	static final int MAX_SUBSCRIPTIONS = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(SubscriberStream.class);

	private final RuleBoard board;

	private final ResponseFactory responses;

	private final ServerCallStreamObserver<SubscribeResponse> call;

	private final Outbox outbox;

	private final Consumer<SubscriberStream> onEnd;

	private final Set<SubscriptionKey> keys = ConcurrentHashMap.newKeySet();

	private final String client;

	/**
	 * Creates the stream.
	 * @param board the rules
	 * @param responses builds responses
	 * @param call the call
	 * @param peer the address of the client
	 * @param onEnd runs when the client is gone
	 */
	SubscriberStream(RuleBoard board, ResponseFactory responses, ServerCallStreamObserver<SubscribeResponse> call,
			String peer, Consumer<SubscriberStream> onEnd) {
		this.board = board;
		this.responses = responses;
		this.call = call;
		this.outbox = new Outbox(call, responses);
		this.client = peer;
		this.onEnd = onEnd;
	}

	/**
	 * Starts to read. To be called once, while the call is being set up.
	 */
	void open() {
		this.call.disableAutoRequest();
		this.call.setOnReadyHandler(this.outbox::drain);
		this.call.setOnCancelHandler(this::end);
		this.call.setOnCloseHandler(this::end);
		this.outbox.readNext();
	}

	/**
	 * Ends the stream from our side.
	 */
	void complete() {
		unsubscribeAll();
		this.outbox.complete();
	}

	@Override
	public void offer(KeyState state, Occasion occasion) {
		this.outbox.push(state, occasion);
	}

	@Override
	public void onNext(SubscribeRequest request) {
		if (!request.getResponseAck().isEmpty()) {
			acknowledged(request);
		}
		else {
			requested(request);
		}
		this.outbox.readNext();
	}

	@Override
	public void onError(Throwable ex) {
		end();
	}

	@Override
	public void onCompleted() {
		complete();
	}

	private void requested(SubscribeRequest request) {
		String problem = SubscriptionRequest.problem(request);
		if (problem != null) {
			logger.warn("Refused a request of {}: {}", this.client, problem);
			this.outbox.refuse(this.responses.badRequest(request, problem));
			return;
		}
		SubscriptionRequest subscription = SubscriptionRequest.of(request);
		subscription.kinds().forEach((kind) -> requested(request, subscription, kind));
	}

	private void requested(SubscribeRequest request, SubscriptionRequest subscription, String kindName) {
		Optional<RuleKind> kind = RuleKind.ofWireName(kindName).filter(RuleIndex::serves);
		if (kind.isEmpty()) {
			logger.info("{} asked for rules of a kind that is not served here: {}", this.client, PeerText.of(kindName));
			this.outbox.refuse(this.responses.notServed(subscription, kindName));
			return;
		}
		SubscriptionKey key = new SubscriptionKey(subscription.namespace(), subscription.app(), kind.get());
		if (subscription.unsubscribe()) {
			unsubscribe(key);
		}
		else if (this.keys.size() >= MAX_SUBSCRIPTIONS && !this.keys.contains(key)) {
			this.outbox.refuse(this.responses.badRequest(request,
					"the stream has " + MAX_SUBSCRIPTIONS + " subscriptions already; open another one"));
		}
		else {
			logger.debug("{} subscribes to {}", this.client, key);
			this.keys.add(key);
			this.board.subscribe(key, this);
		}
	}

	private void unsubscribe(SubscriptionKey key) {
		logger.debug("{} unsubscribes from {}", this.client, key);
		this.keys.remove(key);
		this.board.unsubscribe(key, this);
		this.outbox.discard(key);
	}

	private void acknowledged(SubscribeRequest request) {
		String response = PeerText.of(request.getRequestId());
		if (request.getResponseAck().equals(StatusCodes.ACK)) {
			logger.debug("{} put response {} in force", this.client, response);
			return;
		}
		logger.warn("{} refused response {}: {} (status {}); it keeps the rules it had", this.client,
				response.isEmpty() ? "without id" : response, PeerText.of(request.getStatus().getMessage()),
				request.getStatus().getCode());
	}

	private void end() {
		this.outbox.abandon();
		unsubscribeAll();
		this.onEnd.accept(this);
	}

	private void unsubscribeAll() {
		this.keys.forEach((key) -> this.board.unsubscribe(key, this));
		this.keys.clear();
	}

}
