package io.opensergo.client.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.function.Consumer;
import java.util.function.Predicate;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import com.google.protobuf.Any;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.protocol.transport.v1.DataWithVersion;
import io.opensergo.protocol.transport.v1.OpenSergoUniversalTransportServiceGrpc;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.jspecify.annotations.Nullable;

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

	private final List<String> authorizations = new CopyOnWriteArrayList<>();

	private final List<String> peers = new CopyOnWriteArrayList<>();

	private volatile @Nullable String token;

	private FaultyControlPlane(int port, ServerCredentials credentials, Consumer<NettyServerBuilder> customizer) {
		try {
			NettyServerBuilder builder = NettyServerBuilder
				.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
				.intercept(new Door())
				.addService(service());
			customizer.accept(builder);
			this.server = builder.build().start();
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
		return start(port, (builder) -> {
		});
	}

	/**
	 * Starts a control plane.
	 * @param port the port, 0 for a free one
	 * @param customizer changes the server, such as the age of its connections
	 * @return the control plane
	 */
	public static FaultyControlPlane start(int port, Consumer<NettyServerBuilder> customizer) {
		return new FaultyControlPlane(port, InsecureServerCredentials.create(), customizer);
	}

	/**
	 * Starts a control plane that speaks TLS, on a free port.
	 * @param credentials its certificate, and what it asks of clients
	 * @return the control plane
	 */
	public static FaultyControlPlane start(ServerCredentials credentials) {
		return start(0, credentials);
	}

	/**
	 * Starts a control plane that speaks TLS.
	 * @param port the port, 0 for a free one
	 * @param credentials its certificate, and what it asks of clients
	 * @return the control plane
	 */
	public static FaultyControlPlane start(int port, ServerCredentials credentials) {
		return new FaultyControlPlane(port, credentials, (builder) -> {
		});
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
	 * Makes it refuse streams without a token.
	 * @param token the token
	 * @return this
	 */
	public FaultyControlPlane requireToken(String token) {
		this.token = token;
		return this;
	}

	/**
	 * The {@code Authorization} headers of the streams that have come in.
	 * @return the values, in order; empty for a stream without
	 */
	public List<String> authorizations() {
		return List.copyOf(this.authorizations);
	}

	/**
	 * The names in the certificates of the clients whose streams have come in.
	 * @return the names, in order; empty for a client without a certificate
	 */
	public List<String> peers() {
		return List.copyOf(this.peers);
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
	 * Refuses a key on all streams.
	 * @param namespace the namespace
	 * @param app the application
	 * @param kind the kind
	 * @param code the status code
	 * @param message says why
	 */
	public void refuse(String namespace, String app, RuleKind kind, int code, String message) {
		push(SubscribeResponse.newBuilder()
			.setStatus(io.opensergo.protocol.transport.v1.Status.newBuilder().setCode(code).setMessage(message))
			.setAck("NACK")
			.setNamespace(namespace)
			.setApp(app)
			.setKind(kind.wireName())
			.build());
	}

	/**
	 * Sends a message of any content to all streams.
	 * @param response the message
	 */
	public synchronized void push(SubscribeResponse response) {
		push(List.copyOf(this.streams), response);
	}

	/**
	 * Sends bytes in place of a message to all streams.
	 * @param bytes what need not be a message
	 */
	public synchronized void pushBytes(byte[] bytes) {
		this.streams.forEach((stream) -> stream.responses.onNext(bytes));
	}

	private void push(List<Stream> targets, SubscribeResponse response) {
		if (this.mute) {
			return;
		}
		try {
			targets.forEach((stream) -> stream.send(response));
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
			stream.send(refusal(request, "", 4002, "Request is invalid"));
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
			stream.send(refusal(request, kind, 500, "Register watcher error"));
			return;
		}
		Key key = new Key(request.getTarget().getNamespace(), request.getTarget().getApp(), kind);
		if (stream.owner) {
			this.subscribers.computeIfAbsent(key, (k) -> new LinkedHashSet<>()).add(stream);
		}
		Rules known = this.rules.get(key);
		if (known != null && !known.data().isEmpty()) {
			stream.send(response(key, known, 1, request.getRequestId()));
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

	private ServerServiceDefinition service() {
		MethodDescriptor<SubscribeRequest, SubscribeResponse> published = OpenSergoUniversalTransportServiceGrpc
			.getSubscribeConfigMethod();
		MethodDescriptor<SubscribeRequest, byte[]> method = published
			.toBuilder(published.getRequestMarshaller(), new Bytes())
			.build();
		return ServerServiceDefinition.builder(OpenSergoUniversalTransportServiceGrpc.SERVICE_NAME)
			.addMethod(method, ServerCalls.asyncBidiStreamingCall(this::open))
			.build();
	}

	private synchronized StreamObserver<SubscribeRequest> open(StreamObserver<byte[]> responses) {
		Stream stream = new Stream(responses);
		this.streams.add(stream);
		return stream;
	}

	/**
	 * Writes bytes as they are, so that a test can send what is no message.
	 */
	private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			throw new UnsupportedOperationException();
		}

	}

	/**
	 * Sees who comes, and asks for the token.
	 */
	private final class Door implements ServerInterceptor {

		private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization",
				Metadata.ASCII_STRING_MARSHALLER);

		@Override
		public <Q, S> ServerCall.Listener<Q> interceptCall(ServerCall<Q, S> call, Metadata headers,
				ServerCallHandler<Q, S> next) {
			String authorization = headers.get(AUTHORIZATION);
			FaultyControlPlane.this.authorizations.add((authorization != null) ? authorization : "");
			FaultyControlPlane.this.peers.add(peer(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)));
			String wanted = FaultyControlPlane.this.token;
			if (wanted != null && !("Bearer " + wanted).equals(authorization)) {
				call.close(Status.UNAUTHENTICATED.withDescription("wrong token"), new Metadata());
				return new ServerCall.Listener<>() {
				};
			}
			return next.startCall(call, headers);
		}

		private static String peer(@Nullable SSLSession session) {
			try {
				return (session != null) ? session.getPeerPrincipal().getName() : "";
			}
			catch (SSLPeerUnverifiedException ex) {
				return "";
			}
		}

	}

	private final class Stream implements StreamObserver<SubscribeRequest> {

		private final StreamObserver<byte[]> responses;

		private boolean owner;

		Stream(StreamObserver<byte[]> responses) {
			this.responses = responses;
		}

		void send(SubscribeResponse response) {
			this.responses.onNext(response.toByteArray());
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
