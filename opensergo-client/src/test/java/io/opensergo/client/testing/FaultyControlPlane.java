package io.opensergo.client.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.google.protobuf.Any;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.protocol.transport.v1.DataWithVersion;
import io.opensergo.protocol.transport.v1.OpenSergoUniversalTransportServiceGrpc.OpenSergoUniversalTransportServiceImplBase;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeResponse;

/**
 * A control plane as the published one in Go really is, on a loopback port. By default it
 * is faulty in each way that was read from its source; a test may break it further.
 * <ol>
 * <li>It answers a subscription only when it has rules: silence is no answer.
 * <li>The status is 1 on subscription and 200 on change, {@code ack} is empty,
 * {@code response_id} repeats the id of the request or is empty.
 * <li>UNSUBSCRIBE is handled like SUBSCRIBE.
 * <li>The first stream of an identifier wins; a later one is never pushed to.
 * <li>Versions count from 1 in memory: a new object starts again.
 * <li>Rules of applications that nobody has subscribed to are thrown away
 * ({@link #forgetUnsubscribed}).
 * <li>A broken stream ends a push for the streams after it; n changes are n pushes.
 * <li>A kind that it does not know is answered with 500, a request without namespace, app
 * or kinds with 4002 and NACK.
 * </ol>
 * What the payloads of such a control plane look like (points 8 to 10 of the list) is the
 * business of whoever calls {@link #set}. Safe for all threads.
 */
public final class FaultyControlPlane implements AutoCloseable {

	private static final Set<RuleKind> KINDS_OF_THE_PUBLISHED_ONE = Set.of(RuleKind.TRAFFIC_ROUTER,
			RuleKind.FAULT_TOLERANCE_RULE, RuleKind.RATE_LIMIT_STRATEGY, RuleKind.THROTTLING_STRATEGY,
			RuleKind.CONCURRENCY_LIMIT_STRATEGY, RuleKind.CIRCUIT_BREAKER_STRATEGY);

	private final Server server;

	private final int port;

	private final Map<Key, Rules> rules = new LinkedHashMap<>();

	private final Map<Key, Set<Stream>> subscribers = new LinkedHashMap<>();

	private final Set<String> identifiers = new HashSet<>();

	private final Set<RuleKind> served = new HashSet<>(KINDS_OF_THE_PUBLISHED_ONE);

	private final Set<Stream> streams = new LinkedHashSet<>();

	private final List<SubscribeRequest> received = new CopyOnWriteArrayList<>();

	private boolean forgetUnsubscribed;

	private boolean mute;

	private FaultyControlPlane(int port) {
		try {
			this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
				.addService(new Service())
				.build()
				.start();
			this.port = this.server.getPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a control plane on a free port.
	 * @return the control plane
	 */
	public static FaultyControlPlane start() {
		return start(0);
	}

	/**
	 * Starts a control plane, as after a restart: with empty memory.
	 * @param port the port, 0 for a free one
	 * @return the control plane
	 */
	public static FaultyControlPlane start(int port) {
		return new FaultyControlPlane(port);
	}

	/**
	 * The port.
	 * @return the port that it listens on
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Makes it serve kinds that the published one does not know.
	 * @param kinds the kinds
	 * @return this
	 */
	public synchronized FaultyControlPlane serve(RuleKind... kinds) {
		this.served.addAll(List.of(kinds));
		return this;
	}

	/**
	 * Makes it throw away rules of applications that nobody has subscribed to yet.
	 * @return this
	 */
	public synchronized FaultyControlPlane forgetUnsubscribed() {
		this.forgetUnsubscribed = true;
		return this;
	}

	/**
	 * Makes it answer nothing any more, or answer again.
	 * @param mute whether it is mute
	 */
	public synchronized void mute(boolean mute) {
		this.mute = mute;
	}

	/**
	 * Changes the rules of a key and pushes them.
	 * @param namespace the namespace
	 * @param app the application
	 * @param kind the kind
	 * @param data all rules of the key; empty says that they are gone
	 */
	public synchronized void set(String namespace, String app, RuleKind kind, List<Any> data) {
		Key key = new Key(namespace, app, kind.wireName());
		Set<Stream> listening = this.subscribers.getOrDefault(key, Set.of());
		if (this.forgetUnsubscribed && listening.isEmpty()) {
			return;
		}
		Rules known = this.rules.get(key);
		Rules changed = new Rules(data, (known != null) ? known.version() + 1 : 1);
		this.rules.put(key, changed);
		push(List.copyOf(listening), response(key, changed, 200, ""));
	}

	/**
	 * Sends a message of any content to all streams.
	 * @param response the message
	 */
	public synchronized void push(SubscribeResponse response) {
		push(List.copyOf(this.streams), response);
	}

	private void push(List<Stream> targets, SubscribeResponse response) {
		if (this.mute) {
			return;
		}
		try {
			targets.forEach((stream) -> stream.responses.onNext(response));
		}
		catch (StatusRuntimeException | IllegalStateException ex) {
			// As the published one: the others of this round hear nothing.
			return;
		}
	}

	/**
	 * Ends all streams with an error; the server goes on.
	 */
	public void dropStreams() {
		dropStreams("dropped by the test");
	}

	/**
	 * Ends all streams with an error; the server goes on.
	 * @param reason what is sent with the error
	 */
	public synchronized void dropStreams(String reason) {
		for (Stream stream : List.copyOf(this.streams)) {
			forget(stream);
			stream.responses.onError(Status.UNAVAILABLE.withDescription(reason).asRuntimeException());
		}
	}

	/**
	 * All messages that have come in.
	 * @return the messages, in order
	 */
	public List<SubscribeRequest> received() {
		return List.copyOf(this.received);
	}

	/**
	 * The subscriptions that have come in, without answers to pushes.
	 * @return the messages, in order
	 */
	public List<SubscribeRequest> subscriptions() {
		return received((request) -> request.getResponseAck().isEmpty());
	}

	/**
	 * The answers to pushes that have come in.
	 * @param ack {@code ACK} or {@code NACK}
	 * @return the messages, in order
	 */
	public List<SubscribeRequest> answers(String ack) {
		return received((request) -> request.getResponseAck().equals(ack));
	}

	private List<SubscribeRequest> received(Predicate<SubscribeRequest> predicate) {
		return this.received.stream().filter(predicate).toList();
	}

	/**
	 * How many streams are open.
	 * @return the number
	 */
	public synchronized int streams() {
		return this.streams.size();
	}

	/**
	 * Ends the server at once, as a kill does.
	 */
	public void kill() {
		this.server.shutdownNow();
		try {
			this.server.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		kill();
	}

	private synchronized void on(Stream stream, SubscribeRequest request) {
		this.received.add(request);
		if (this.mute || !request.getResponseAck().isEmpty()) {
			return;
		}
		if (request.getTarget().getNamespace().isEmpty() || request.getTarget().getApp().isEmpty()
				|| request.getTarget().getKindsCount() == 0) {
			stream.responses.onNext(refusal(request, "", 4002, "Request is invalid"));
			return;
		}
		boolean first = stream.owner || this.identifiers.add(request.getIdentifier());
		stream.owner = first;
		for (String kind : request.getTarget().getKindsList()) {
			subscribe(stream, request, kind);
		}
	}

	private void subscribe(Stream stream, SubscribeRequest request, String kind) {
		if (this.served.stream().noneMatch((served) -> served.wireName().equals(kind))) {
			stream.responses.onNext(refusal(request, kind, 500, "Register watcher error"));
			return;
		}
		Key key = new Key(request.getTarget().getNamespace(), request.getTarget().getApp(), kind);
		if (stream.owner) {
			this.subscribers.computeIfAbsent(key, (k) -> new LinkedHashSet<>()).add(stream);
		}
		Rules known = this.rules.get(key);
		if (known != null && !known.data().isEmpty()) {
			stream.responses.onNext(response(key, known, 1, request.getRequestId()));
		}
	}

	private static SubscribeResponse refusal(SubscribeRequest request, String kind, int code, String message) {
		return SubscribeResponse.newBuilder()
			.setStatus(io.opensergo.protocol.transport.v1.Status.newBuilder().setCode(code).setMessage(message))
			.setAck("NACK")
			.setNamespace(request.getTarget().getNamespace())
			.setApp(request.getTarget().getApp())
			.setKind(kind)
			.setResponseId(request.getRequestId())
			.build();
	}

	private static SubscribeResponse response(Key key, Rules rules, int code, String responseId) {
		return SubscribeResponse.newBuilder()
			.setStatus(io.opensergo.protocol.transport.v1.Status.newBuilder().setCode(code))
			.setNamespace(key.namespace())
			.setApp(key.app())
			.setKind(key.kind())
			.setDataWithVersion(DataWithVersion.newBuilder().addAllData(rules.data()).setVersion(rules.version()))
			.setResponseId(responseId)
			.build();
	}

	private synchronized void forget(Stream stream) {
		this.streams.remove(stream);
		this.subscribers.values().forEach((listening) -> listening.remove(stream));
	}

	private record Key(String namespace, String app, String kind) {
	}

	private record Rules(List<Any> data, long version) {

		Rules {
			data = List.copyOf(data);
		}

	}

	private final class Service extends OpenSergoUniversalTransportServiceImplBase {

		@Override
		public StreamObserver<SubscribeRequest> subscribeConfig(StreamObserver<SubscribeResponse> responses) {
			Stream stream = new Stream(responses);
			synchronized (FaultyControlPlane.this) {
				FaultyControlPlane.this.streams.add(stream);
			}
			return stream;
		}

	}

	private final class Stream implements StreamObserver<SubscribeRequest> {

		private final StreamObserver<SubscribeResponse> responses;

		private boolean owner;

		Stream(StreamObserver<SubscribeResponse> responses) {
			this.responses = responses;
		}

		@Override
		public void onNext(SubscribeRequest request) {
			on(this, request);
		}

		@Override
		public void onError(Throwable failure) {
			forget(this);
		}

		@Override
		public void onCompleted() {
			forget(this);
			this.responses.onCompleted();
		}

	}

}
