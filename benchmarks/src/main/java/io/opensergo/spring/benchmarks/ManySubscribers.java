package io.opensergo.spring.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
import org.jspecify.annotations.Nullable;

/**
 * Measures how long one change of a rule takes from the written file to the last of many
 * subscribers, each with a connection of its own, of a control plane with 512 MiB of
 * heap. Subscribers share the machine, and this process.
 */
public final class ManySubscribers {

	private static final int CHANGES = 11;

	private static final Pattern START_LINE = Pattern.compile("Serving on 127\\.0\\.0\\.1:(\\d+) ");

	private static final Pattern MANAGEMENT_LINE = Pattern.compile("Tomcat started on port (\\d+) ");

	private final List<ManagedChannel> channels = new ArrayList<>();

	private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

	private final ExecutorService executor = Executors.newFixedThreadPool(2);

	private final int subscribers;

	private volatile CountDownLatch missing;

	private int port;

	private int managementPort;

	private ManySubscribers(int subscribers) {
		this.subscribers = subscribers;
		this.missing = new CountDownLatch(subscribers);
	}

	/**
	 * Runs and prints the figures.
	 * @param args the jar of the control plane, and how many subscribers
	 * @throws Exception when something goes wrong
	 */
	public static void main(String[] args) throws Exception {
		Path folder = Files.createTempDirectory("many-subscribers");
		Path file = Files.writeString(folder.resolve("lane.yaml"), lane("lane-0"));
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-XX:+ExitOnOutOfMemoryError", "-jar", args[0], "serve", "--rules", folder.toString(),
				"--port", "0", "--management-port", "0")
			.redirectErrorStream(true)
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		new ManySubscribers(Integer.parseInt(args[1])).run(process, file);
		System.exit(0);
	}

	private void run(Process process, Path file) throws IOException, InterruptedException {
		awaitStart(process);
		for (int i = 0; i < this.subscribers; i++) {
			subscribe(i);
		}
		awaitAll();
		long[] millis = new long[CHANGES];
		for (int i = 0; i < CHANGES; i++) {
			this.missing = new CountDownLatch(this.subscribers);
			Path written = Files.writeString(file.resolveSibling("lane.tmp"), lane("lane-" + (i + 1)));
			long start = System.nanoTime();
			Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
			awaitAll();
			millis[i] = Duration.ofNanos(System.nanoTime() - start).toMillis();
		}
		System.out.println(this.subscribers + " subscribers, milliseconds from a written file to the last of them: "
				+ Arrays.toString(millis));
		Arrays.sort(millis);
		System.out.println("median " + millis[CHANGES / 2] + ", max " + millis[CHANGES - 1]);
		System.out.println(meters());
		this.channels.forEach(ManagedChannel::shutdownNow);
	}

	private void awaitStart(Process process) throws IOException {
		BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
		while (this.port == 0) {
			String line = output.readLine();
			if (line == null) {
				throw new IOException("the control plane has ended");
			}
			Matcher management = MANAGEMENT_LINE.matcher(line);
			this.managementPort = management.find() ? Integer.parseInt(management.group(1)) : this.managementPort;
			Matcher serving = START_LINE.matcher(line);
			this.port = serving.find() ? Integer.parseInt(serving.group(1)) : 0;
		}
		Thread drain = new Thread(() -> output.lines().forEach((line) -> {
		}));
		drain.setDaemon(true);
		drain.start();
	}

	private void awaitAll() throws InterruptedException {
		if (!this.missing.await(120, TimeUnit.SECONDS)) {
			throw new IllegalStateException(this.missing.getCount() + " subscribers have heard nothing");
		}
	}

	private void subscribe(int number) {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", this.port)
			.eventLoopGroup(this.eventLoops)
			.channelType(NioSocketChannel.class)
			.executor(this.executor)
			.usePlaintext()
			.build();
		this.channels.add(channel);
		Subscriber subscriber = new Subscriber();
		StreamObserver<SubscribeRequest> requests = OpenSergoUniversalTransportServiceGrpc.newStub(channel)
			.subscribeConfig(subscriber);
		subscriber.requests = requests;
		requests.onNext(SubscribeRequest.newBuilder()
			.setTarget(SubscribeRequestTarget.newBuilder()
				.setNamespace("default")
				.setApp("app-" + number)
				.addKinds(RuleKind.TRAFFIC_LANE.wireName()))
			.build());
	}

	private String meters() throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + this.managementPort + "/actuator/prometheus");
		String body = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
			.body();
		return body.lines()
			.filter((line) -> line.matches("opensergo_control_plane_(push|apply)_seconds_(count|sum|max).*"
					+ "|opensergo_control_plane_streams.*|jvm_memory_used_bytes\\{area=\"heap\".*"
					+ "|jvm_gc_pause_seconds_(count|sum|max).*"))
			.reduce("", (text, line) -> text + line + "\n");
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
	 * Acknowledges what it hears.
	 */
	private final class Subscriber implements StreamObserver<SubscribeResponse> {

		private volatile @Nullable StreamObserver<SubscribeRequest> requests;

		@Override
		public void onNext(SubscribeResponse response) {
			ManySubscribers.this.missing.countDown();
			StreamObserver<SubscribeRequest> stream = this.requests;
			if (stream != null) {
				stream.onNext(SubscribeRequest.newBuilder()
					.setResponseAck("ACK")
					.setRequestId(response.getResponseId())
					.setStatus(Status.newBuilder().setCode(1))
					.build());
			}
		}

		@Override
		public void onError(Throwable ex) {
		}

		@Override
		public void onCompleted() {
		}

	}

}
