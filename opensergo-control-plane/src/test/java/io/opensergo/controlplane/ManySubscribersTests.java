package io.opensergo.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.protocol.transport.v1.OpenSergoUniversalTransportServiceGrpc;
import io.opensergo.protocol.transport.v1.Status;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeRequestTarget;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoControlPlane} with many subscribers, each with a connection
 * of its own: each change of a rule reaches all, and the process lives within 512 MiB of
 * heap. How long that takes is a matter of benchmarks.
 */
@Timeout(300)
class ManySubscribersTests {

	private static final int SUBSCRIBERS = 300;

	private static final int CHANGES = 5;

	@TempDir
	private Path folder;

	private final List<ManagedChannel> channels = new ArrayList<>();

	private final AtomicReference<Round> round = new AtomicReference<>(new Round());

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

	private final ExecutorService executor = Executors.newFixedThreadPool(2);

	private ControlPlaneProcess process;

	@AfterEach
	void stop() throws Exception {
		this.channels.forEach(ManagedChannel::shutdownNow);
		for (ManagedChannel channel : this.channels) {
			channel.awaitTermination(10, TimeUnit.SECONDS);
		}
		this.eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		this.executor.shutdownNow();
		this.process.close();
	}

	@Test
	void changeWhenThereAreManySubscribersReachesAll() throws Exception {
		Path file = this.folder.resolve("lane.yaml");
		Files.writeString(file, lane("lane-0"));
		this.process = ControlPlaneProcess.start(this.folder, 0);
		for (int i = 0; i < SUBSCRIBERS; i++) {
			subscribe();
		}
		assertThat(this.round.get().await()).as("subscriptions are answered").isTrue();
		for (int i = 0; i < CHANGES; i++) {
			Round change = new Round();
			this.round.set(change);
			Path written = Files.writeString(this.folder.resolve("lane.tmp"), lane("lane-" + (i + 1)));
			Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
			assertThat(change.await()).as("the change reaches all").isTrue();
		}
	}

	private void subscribe() {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", this.process.port())
			.eventLoopGroup(this.eventLoops)
			.channelType(NioSocketChannel.class)
			.executor(this.executor)
			.flowControlWindow(1024 * 1024)
			.usePlaintext()
			.build();
		this.channels.add(channel);
		Answering answering = new Answering();
		StreamObserver<SubscribeRequest> requests = OpenSergoUniversalTransportServiceGrpc.newStub(channel)
			.subscribeConfig(answering);
		answering.requests = requests;
		requests.onNext(SubscribeRequest.newBuilder()
			.setTarget(SubscribeRequestTarget.newBuilder()
				.setNamespace("default")
				.setApp("app-" + this.channels.size())
				.addKinds(RuleKind.TRAFFIC_LANE.wireName()))
			.build());
	}

	private static String lane(String lane) {
		return """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: the-lane}
				spec:
				  selector: {app: gateway}
				  rules:
				    traffic: {http: {headers: [{X-User-Id: {exact: "12345"}}]}}
				    lane: {name: %s}
				""".formatted(lane);
	}

	/**
	 * One push to everybody.
	 */
	private static final class Round {

		private final CountDownLatch missing = new CountDownLatch(SUBSCRIBERS);

		boolean await() throws InterruptedException {
			return this.missing.await(120, TimeUnit.SECONDS);
		}

	}

	/**
	 * A subscriber that acknowledges what it hears.
	 */
	private final class Answering implements StreamObserver<SubscribeResponse> {

		private volatile StreamObserver<SubscribeRequest> requests;

		@Override
		public void onNext(SubscribeResponse response) {
			ManySubscribersTests.this.round.get().missing.countDown();
			this.requests.onNext(SubscribeRequest.newBuilder()
				.setResponseAck("ACK")
				.setRequestId(response.getResponseId())
				.setStatus(Status.newBuilder().setCode(1))
				.build());
		}

		@Override
		public void onError(Throwable ex) {
		}

		@Override
		public void onCompleted() {
		}

	}

}
