package io.opensergo.client;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.protocol.transport.v1.OpenSergoUniversalTransportServiceGrpc;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeRequestTarget;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.jspecify.annotations.Nullable;

/**
 * One stream over one channel, from connecting to its end, with all that is valid within
 * it only: its identifier, the versions, the kinds that this server does not serve.
 * Confined to the thread of the client, where its channel calls back; only
 * {@link #close()} may be called from elsewhere.
 */
final class Connection implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {

	private final Endpoint endpoint;

	private final ManagedChannel channel;

	private final Observer observer;

	private final Requests requests;

	private final @Nullable BearerToken token;

	private final Map<SubscriptionKey, Long> versions = new HashMap<>();

	private final Map<String, SubscriptionKey> keysByRequest = new HashMap<>();

	private final Set<RuleKind> kindsNotServed = EnumSet.noneOf(RuleKind.class);

	private @Nullable ClientCallStreamObserver<SubscribeRequest> stream;

	private boolean ready;

	private volatile boolean over;

	Connection(Endpoint endpoint, ManagedChannel channel, Requests requests, @Nullable BearerToken token,
			Observer observer) {
		this.endpoint = endpoint;
		this.channel = channel;
		this.requests = requests;
		this.token = token;
		this.observer = observer;
	}

	/**
	 * Opens the stream. There is no deadline: it is meant to last.
	 */
	void open() {
		OpenSergoUniversalTransportServiceGrpc.newStub(this.channel)
			.withCallCredentials(this.token)
			.subscribeConfig(this);
	}

	@Override
	public void beforeStart(ClientCallStreamObserver<SubscribeRequest> stream) {
		this.stream = stream;
		stream.setOnReadyHandler(this::onReady);
	}

	private void onReady() {
		if (!this.ready && !this.over) {
			this.ready = true;
			this.observer.onReady(this);
		}
	}

	@Override
	public void onNext(SubscribeResponse response) {
		if (!this.over) {
			this.observer.onPush(this, response);
		}
	}

	@Override
	public void onError(Throwable failure) {
		lost(Status.fromThrowable(failure));
	}

	@Override
	public void onCompleted() {
		lost(Status.UNAVAILABLE.withDescription("the control plane ended the stream"));
	}

	private void lost(Status status) {
		if (!this.over) {
			close();
			this.observer.onLost(this, status);
		}
	}

	void subscribe(SubscriptionKey key) {
		if (this.ready && !this.kindsNotServed.contains(key.kind())) {
			SubscribeRequest request = this.requests.subscribe(key);
			this.keysByRequest.put(request.getRequestId(), key);
			send(request);
		}
	}

	void ack(SubscriptionKey key, String responseId) {
		send(this.requests.ack(key, responseId));
	}

	void nack(SubscriptionKey key, int code, String reason, String responseId) {
		send(this.requests.nack(this.requests.target(key), code, reason, responseId));
	}

	void nack(SubscribeResponse push, int code, String reason) {
		SubscribeRequestTarget target = SubscribeRequestTarget.newBuilder()
			.setNamespace(push.getNamespace())
			.setApp(push.getApp())
			.addKinds(push.getKind())
			.build();
		send(this.requests.nack(target, code, reason, push.getResponseId()));
	}

	private void send(SubscribeRequest request) {
		if (this.stream != null && !this.over) {
			this.stream.onNext(request);
		}
	}

	/**
	 * Notes the version of a push.
	 * @return {@code false} when a newer one of this stream has been here
	 */
	boolean advance(SubscriptionKey key, long version) {
		Long known = this.versions.get(key);
		if (known != null && version < known) {
			return false;
		}
		this.versions.put(key, version);
		return true;
	}

	/**
	 * The subscription that a request id belongs to.
	 */
	@Nullable SubscriptionKey keyOfRequest(String requestId) {
		return this.keysByRequest.get(requestId);
	}

	void kindIsNotServed(RuleKind kind) {
		this.kindsNotServed.add(kind);
	}

	Set<RuleKind> kindsNotServed() {
		return this.kindsNotServed;
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	ManagedChannel channel() {
		return this.channel;
	}

	/**
	 * Ends stream and channel, without a word to the observer. Idempotent.
	 */
	void close() {
		this.over = true;
		this.channel.shutdownNow();
	}

	/**
	 * Hears of a connection.
	 */
	interface Observer {

		/**
		 * The other side is there.
		 */
		void onReady(Connection connection);

		/**
		 * A message has come.
		 */
		void onPush(Connection connection, SubscribeResponse response);

		/**
		 * The connection is over.
		 */
		void onLost(Connection connection, Status status);

	}

}
