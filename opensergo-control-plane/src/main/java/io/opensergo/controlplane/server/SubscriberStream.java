package io.opensergo.controlplane.server;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.opensergo.controlplane.server.ServerObserver.Refusal;
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

	private static final Logger logger = LoggerFactory.getLogger(SubscriberStream.class);

	private final RuleBoard board;

	private final ResponseFactory responses;

	private final ServerCallStreamObserver<SubscribeResponse> call;

	private final Outbox outbox;

	private final Deliveries deliveries;

	private final Supervision supervision;

	private final Consumer<SubscriberStream> onEnd;

	private final Set<SubscriptionKey> keys = ConcurrentHashMap.newKeySet();

	private final String client;

	private final Instant since;

	private volatile String identifier = "";

	/**
	 * Creates the stream.
	 * @param board the rules
	 * @param responses builds responses
	 * @param call the call
	 * @param peer the address of the client
	 * @param supervision what all streams share
	 * @param onEnd runs when the client is gone
	 */
	SubscriberStream(RuleBoard board, ResponseFactory responses, ServerCallStreamObserver<SubscribeResponse> call,
			String peer, Supervision supervision, Consumer<SubscriberStream> onEnd) {
		this.board = board;
		this.responses = responses;
		this.call = call;
		this.deliveries = new Deliveries(board.timing(), supervision.observer());
		this.outbox = new Outbox(call, responses, this.deliveries);
		this.supervision = supervision;
		this.since = board.timing().now();
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
		if (!request.getIdentifier().isEmpty()) {
			this.identifier = PeerText.of(request.getIdentifier());
		}
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
			this.supervision.refusals().refused(Refusal.REQUEST, this.client, problem);
			this.outbox.refuse(this.responses.badRequest(request, problem));
			return;
		}
		SubscriptionRequest subscription = SubscriptionRequest.of(request);
		subscription.kinds().forEach((kind) -> requested(request, subscription, kind));
	}

	private void requested(SubscribeRequest request, SubscriptionRequest subscription, String kindName) {
		Optional<RuleKind> kind = RuleKind.ofWireName(kindName);
		if (kind.isEmpty()) {
			logger.info("{} asked for rules of a kind that is not served here: {}", this.client, PeerText.of(kindName));
			this.supervision.observer().refused(Refusal.KIND);
			this.outbox.refuse(this.responses.notServed(subscription, kindName));
			return;
		}
		SubscriptionKey key = new SubscriptionKey(subscription.namespace(), subscription.app(), kind.get());
		if (subscription.unsubscribe()) {
			unsubscribe(key);
		}
		else if (this.keys.size() >= this.supervision.limits().subscriptionsPerStream() && !this.keys.contains(key)) {
			String problem = "the stream has " + this.keys.size() + " subscriptions already; open another one";
			this.supervision.refusals().refused(Refusal.SUBSCRIPTIONS, this.client, problem);
			this.outbox.refuse(this.responses.badRequest(request, problem));
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
		this.deliveries.forget(key);
	}

	private void acknowledged(SubscribeRequest request) {
		int code = request.getStatus().getCode();
		// The published SDK acknowledges what its subscribers refused: only the code
		// tells.
		boolean accepted = request.getResponseAck().equals(StatusCodes.ACK) && StatusCodes.isSuccess(code);
		String detail = accepted ? "" : PeerText.of(request.getStatus().getMessage()) + " (status " + code + ")";
		SubscriptionKey key = this.deliveries.answered(request.getRequestId(), accepted, detail);
		String response = request.getRequestId().isEmpty() ? "without id" : PeerText.of(request.getRequestId());
		String rules = (key != null) ? key.toString() : "unknown rules";
		if (accepted) {
			logger.debug("{} put response {} in force, {}", this.client, response, rules);
			return;
		}
		logger.warn("{} refused response {}: {}; it keeps what it had of {}", this.client, response, detail, rules);
	}

	/**
	 * What people want to know of this stream.
	 * @return its status now
	 */
	ClientStatus status() {
		return new ClientStatus(this.client, this.identifier, this.since, this.deliveries.status());
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
