package io.opensergo.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSourceStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ControlPlaneLink}: what takes time, in a time of our own.
 */
@Timeout(60)
class ControlPlaneLinkTests {

	/**
	 * Draws the largest number below a bound; without one, each number once.
	 */
	private static final RandomGenerator LARGEST = new RandomGenerator() {

		private long drawn;

		@Override
		public long nextLong() {
			return this.drawn++;
		}

		@Override
		public long nextLong(long bound) {
			return bound - 1;
		}

	};

	private static final SubscriptionKey STOCK = new SubscriptionKey("default", "stock", RuleKind.TRAFFIC_ROUTER);

	private final SubscriptionStates states = new SubscriptionStates();

	private final ManualScheduler scheduler = new ManualScheduler();

	private final RecordingListener listener = new RecordingListener();

	private final List<Duration> keepAlives = new ArrayList<>();

	private final List<Endpoint> tried = new ArrayList<>();

	private final List<AutoCloseable> open = new ArrayList<>();

	private Duration clockOffset = Duration.ZERO;

	private int pushes;

	private int subscriptions;

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	@Test
	void firstRetryIsImmediateThenExponential() {
		FaultyControlPlane server = server();
		ControlPlaneLink link = connecting(server.port());
		link.subscribe(STOCK);
		for (long seconds : List.of(0, 1, 2, 4, 8, 16)) {
			awaitSubscription(server);
			server.dropStreams();
			awaitTimer(Duration.ofSeconds(seconds));
			this.scheduler.advance(Duration.ofSeconds(seconds));
		}
	}

	@Test
	void whileNobodyIsThereTheWaitStaysShort() throws Exception {
		connecting(closedPort());
		for (long millis : List.of(0, 500, 500, 500, 500)) {
			awaitTimer(Duration.ofMillis(millis));
			this.scheduler.advance(Duration.ofMillis(millis));
		}
	}

	@Test
	void endpointsAreTriedInTurn() throws Exception {
		int first = closedPort();
		int second = closedPort();
		connecting(first, second);
		for (long millis : List.of(0, 500, 500)) {
			awaitTimer(Duration.ofMillis(millis));
			this.scheduler.advance(Duration.ofMillis(millis));
		}
		assertThat(this.tried.subList(0, 4)).extracting(Endpoint::port).containsExactly(first, second, first, second);
	}

	@Test
	void backoffIsResetByDataOnly() {
		FaultyControlPlane server = server();
		ControlPlaneLink link = connecting(server.port());
		link.subscribe(STOCK);
		for (long seconds : List.of(0, 1, 2)) {
			awaitSubscription(server);
			server.dropStreams();
			awaitTimer(Duration.ofSeconds(seconds));
			this.scheduler.advance(Duration.ofSeconds(seconds));
		}
		awaitSubscription(server);
		pushRules(server);
		server.dropStreams();
		awaitTimer(Duration.ZERO);
		// The push was in its debounce when the stream broke, and counts all the same.
		this.scheduler.advance(Duration.ofMillis(500));
		assertThat(this.listener.rules()).hasSize(1);
	}

	@Test
	void serverThatAcceptsAndSaysNothingIsGivenUp() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			ControlPlaneLink link = connecting(silent.getLocalPort());
			this.scheduler.runPending();
			assertThat(link.status().state()).isEqualTo(State.STARTING);
			this.scheduler.advance(ControlPlaneLink.CONNECT_TIMEOUT);
			assertThat(link.status().state()).isEqualTo(State.DISCONNECTED);
			assertThat(link.status().detail()).contains("no answer within 10 seconds");
			assertThat(this.tried).hasSize(2);
		}
	}

	@Test
	void keepAliveIsDoubledWhenTheServerComplains() {
		FaultyControlPlane server = server();
		ControlPlaneLink link = connecting(server.port());
		link.subscribe(STOCK);
		awaitSubscription(server);
		server.dropStreams("too_many_pings");
		awaitTimer(Duration.ZERO);
		this.scheduler.advance(Duration.ZERO);
		assertThat(this.keepAlives).containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(60));
	}

	@Test
	void silentStreamIsGivenUpOncePerEndpointWhenThereWereRules() {
		FaultyControlPlane server = server();
		ControlPlaneLink link = connecting(server.port());
		link.subscribe(STOCK);
		awaitSubscription(server);
		pushRules(server);
		this.scheduler.advance(Duration.ofMillis(500));
		assertThat(this.listener.rules()).hasSize(1);
		server.mute(true);
		server.dropStreams();
		awaitTimer(Duration.ZERO);
		this.scheduler.advance(Duration.ZERO);
		awaitSubscription(server);
		this.scheduler.advance(ControlPlaneLink.ANSWER_TIMEOUT);
		assertThat(link.status().state()).isEqualTo(State.DISCONNECTED);
		assertThat(link.status().detail()).contains("no word for 30 seconds");
		awaitTimer(Duration.ofSeconds(1));
		this.scheduler.advance(Duration.ofSeconds(1));
		awaitSubscription(server);
		this.scheduler.advance(ControlPlaneLink.ANSWER_TIMEOUT);
		assertThat(link.status().state()).isEqualTo(State.UP);
	}

	@Test
	void silentStreamIsLeftAloneWhenThereWereNoRules() {
		FaultyControlPlane server = server();
		ControlPlaneLink link = connecting(server.port());
		link.subscribe(STOCK);
		awaitSubscription(server);
		this.scheduler.advance(ControlPlaneLink.ANSWER_TIMEOUT.multipliedBy(3));
		assertThat(link.status().state()).isEqualTo(State.UP);
		assertThat(this.tried).hasSize(1);
	}

	@Test
	void clockThatJumpsChangesNoWait() {
		FaultyControlPlane server = server();
		ControlPlaneLink link = connecting(server.port());
		link.subscribe(STOCK);
		awaitSubscription(server);
		for (Duration jump : List.of(Duration.ofDays(365), Duration.ofDays(-3650))) {
			int calls = this.listener.calls();
			this.clockOffset = this.clockOffset.plus(jump);
			pushRules(server);
			this.scheduler.advance(Duration.ofMillis(99));
			assertThat(this.listener.calls()).isEqualTo(calls);
			this.scheduler.advance(Duration.ofMillis(1));
			assertThat(this.listener.calls()).isEqualTo(calls + 1);
			assertThat(this.states.list().get(0).updated()).isEqualTo(clock());
		}
		server.dropStreams();
		awaitTimer(Duration.ZERO);
	}

	@Test
	void asksForFewerPingsReadsWhatGrpcSays() {
		assertThat(ControlPlaneLink.asksForFewerPings(Status.RESOURCE_EXHAUSTED.withDescription(
				"Connection closed after GOAWAY. HTTP/2 error code: ENHANCE_YOUR_CALM, debug data: too_many_pings")))
			.isTrue();
		assertThat(ControlPlaneLink.asksForFewerPings(Status.UNAVAILABLE)).isFalse();
	}

	@Test
	void channelThatCannotBeMadeIsTriedAgain() {
		ControlPlaneLink link = link((endpoint, keepAlive, executor) -> {
			this.tried.add(endpoint);
			throw new IllegalArgumentException("no transport");
		}, 1);
		link.connect();
		assertThat(link.status().detail()).contains("no transport");
		this.scheduler.advance(Duration.ofSeconds(30));
		assertThat(this.tried).hasSizeGreaterThan(1);
	}

	/**
	 * Sends new rules, and waits until they are in their debounce.
	 */
	private void pushRules(FaultyControlPlane server) {
		server.set("default", "stock", RuleKind.TRAFFIC_ROUTER,
				TestRules.payloads(TestRules.routes("stock", "v" + ++this.pushes)));
		await().until(() -> {
			this.scheduler.runPending();
			return this.scheduler.nextTimer().filter((wait) -> wait.compareTo(Duration.ofSeconds(1)) < 0).isPresent();
		});
	}

	private Instant clock() {
		return Instant.EPOCH.plusNanos(this.scheduler.nanoTime()).plus(this.clockOffset);
	}

	private void awaitTimer(Duration expected) {
		await().until(() -> {
			// A timer of no delay must be seen before it runs.
			boolean seen = this.scheduler.nextTimer().filter(expected::equals).isPresent();
			if (!seen) {
				this.scheduler.runOne();
			}
			return seen;
		});
	}

	private void awaitSubscription(FaultyControlPlane server) {
		int before = this.subscriptions;
		await().until(() -> {
			this.scheduler.runPending();
			return server.subscriptions().size() > before && server.streams() == 1;
		});
		this.subscriptions = server.subscriptions().size();
	}

	private FaultyControlPlane server() {
		FaultyControlPlane server = FaultyControlPlane.start();
		this.open.add(server);
		return server;
	}

	private ControlPlaneLink connecting(int... ports) {
		ControlPlaneClientOptions options = options(ports);
		ChannelFactory real = ChannelFactory.of(options);
		ControlPlaneLink link = link((endpoint, keepAlive, executor) -> {
			this.tried.add(endpoint);
			this.keepAlives.add(keepAlive);
			ManagedChannel channel = real.create(endpoint, keepAlive, executor);
			this.open.add(channel::shutdownNow);
			return channel;
		}, ports);
		link.connect();
		return link;
	}

	private ControlPlaneLink link(ChannelFactory channels, int... ports) {
		ClientRuntime runtime = new ClientRuntime(this.scheduler, this::clock, this.scheduler::nanoTime, LARGEST,
				channels);
		return new ControlPlaneLink(options(ports), runtime, this.listener, this.states, new LinkCounters(), null);
	}

	private static ControlPlaneClientOptions options(int... ports) {
		List<Endpoint> endpoints = new ArrayList<>();
		for (int port : ports) {
			endpoints.add(new Endpoint("127.0.0.1", port));
		}
		return ControlPlaneClientOptions.of(endpoints, "default", "order");
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
