package io.opensergo.controlplane.server;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.protocol.transport.v1.OpenSergoUniversalTransportServiceGrpc;
import io.opensergo.protocol.transport.v1.Status;
import io.opensergo.protocol.transport.v1.SubscribeOpType;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeRequestTarget;
import io.opensergo.protocol.transport.v1.SubscribeResponse;

/**
 * A plain client of the protocol with one stream.
 */
public final class TestClient implements AutoCloseable {

	private final int port;

	private final ManagedChannel channel;

	private final BlockingQueue<SubscribeResponse> responses = new LinkedBlockingQueue<>();

	private final CountDownLatch completed = new CountDownLatch(1);

	private final CountDownLatch failed = new CountDownLatch(1);

	private final ClientCallStreamObserver<SubscribeRequest> stream;

	private volatile Throwable failure;

	/**
	 * Connects.
	 * @param port the port on the loopback interface
	 * @param reading whether responses are read as they come; otherwise {@link #read}
	 * asks for each
	 */
	public TestClient(int port, boolean reading) {
		this(port, reading, InsecureChannelCredentials.create(), null);
	}

	/**
	 * Connects.
	 * @param port the port on the loopback interface
	 * @param reading whether responses are read as they come
	 * @param credentials plaintext or TLS
	 * @param authorization the header {@code authorization}, {@code null} for none
	 */
	TestClient(int port, boolean reading, ChannelCredentials credentials, String authorization) {
		this.port = port;
		this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port, credentials)
			.flowControlWindow(64 * 1024)
			.overrideAuthority("localhost")
			.build();
		Metadata headers = new Metadata();
		if (authorization != null) {
			headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
		}
		this.stream = (ClientCallStreamObserver<SubscribeRequest>) OpenSergoUniversalTransportServiceGrpc
			.newStub(this.channel)
			.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
			.subscribeConfig(new Responses(reading));
	}

	public int port() {
		return this.port;
	}

	public void subscribe(String app, RuleKind... kinds) {
		send(SubscribeOpType.SUBSCRIBE, app, List.of(kinds).stream().map(RuleKind::wireName).toList());
	}

	public void unsubscribe(String app, RuleKind... kinds) {
		send(SubscribeOpType.UNSUBSCRIBE, app, List.of(kinds).stream().map(RuleKind::wireName).toList());
	}

	void send(SubscribeOpType type, String app, List<String> kinds) {
		SubscribeRequestTarget target = SubscribeRequestTarget.newBuilder()
			.setNamespace("default")
			.setApp(app)
			.addAllKinds(kinds)
			.build();
		send(SubscribeRequest.newBuilder().setTarget(target).setOpType(type).build());
	}

	void send(SubscribeRequest request) {
		this.stream.onNext(request);
	}

	public void acknowledge(SubscribeResponse response, String ack, int code, String message) {
		send(SubscribeRequest.newBuilder()
			.setResponseAck(ack)
			.setRequestId(response.getResponseId())
			.setStatus(Status.newBuilder().setCode(code).setMessage(message))
			.build());
	}

	void read(int count) {
		this.stream.request(count);
	}

	void hangUp() {
		this.stream.cancel("test", null);
	}

	public SubscribeResponse next() throws InterruptedException {
		SubscribeResponse response = this.responses.poll(10, TimeUnit.SECONDS);
		if (response == null) {
			throw new AssertionError("No response within 10 s");
		}
		return response;
	}

	boolean isQuiet() {
		return this.responses.isEmpty();
	}

	public boolean awaitCompletion(long seconds) throws InterruptedException {
		return this.completed.await(seconds, TimeUnit.SECONDS);
	}

	/**
	 * Waits for the end of the stream.
	 * @return the status that it ends with
	 */
	io.grpc.Status failure() throws InterruptedException {
		if (!this.failed.await(10, TimeUnit.SECONDS)) {
			throw new AssertionError("No failure within 10 s");
		}
		return io.grpc.Status.fromThrowable(this.failure);
	}

	boolean awaitFailure(long seconds) throws InterruptedException {
		return this.failed.await(seconds, TimeUnit.SECONDS);
	}

	/**
	 * What a response of the name encoder says.
	 * @param response the response
	 * @return one text per rule
	 */
	static List<String> texts(SubscribeResponse response) {
		return response.getDataWithVersion().getDataList().stream().map(TestClient::text).toList();
	}

	private static String text(Any any) {
		try {
			return any.unpack(StringValue.class).getValue();
		}
		catch (InvalidProtocolBufferException ex) {
			throw new AssertionError(ex);
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.channel.shutdownNow();
		this.channel.awaitTermination(10, TimeUnit.SECONDS);
	}

	private final class Responses implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {

		private final boolean reading;

		Responses(boolean reading) {
			this.reading = reading;
		}

		@Override
		public void beforeStart(ClientCallStreamObserver<SubscribeRequest> requestStream) {
			if (!this.reading) {
				requestStream.disableAutoRequestWithInitial(0);
			}
		}

		@Override
		public void onNext(SubscribeResponse response) {
			TestClient.this.responses.add(response);
		}

		@Override
		public void onError(Throwable ex) {
			TestClient.this.failure = ex;
			TestClient.this.failed.countDown();
		}

		@Override
		public void onCompleted() {
			TestClient.this.completed.countDown();
		}

	}

}
