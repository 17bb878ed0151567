package io.opensergo.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.opensergo.client.ControlPlaneClientOptions.Debounce;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.PendingPushes.Push;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PendingPushes}.
 */
class PendingPushesTests {

	private final ManualScheduler scheduler = new ManualScheduler();

	private final List<List<Push>> bursts = new ArrayList<>();

	private final ManagedChannel channel = Grpc
		.newChannelBuilderForAddress("localhost", 1, InsecureChannelCredentials.create())
		.build();

	private PendingPushes pending;

	@BeforeEach
	void create() {
		ClientRuntime runtime = new ClientRuntime(this.scheduler, () -> Instant.EPOCH, this.scheduler::nanoTime,
				RandomGenerator.getDefault(), (endpoint, keepAlive, executor) -> {
					throw new IllegalStateException();
				});
		this.pending = new PendingPushes(Debounce.DEFAULT, runtime, this.bursts::add);
	}

	@AfterEach
	void closeChannel() {
		this.channel.shutdownNow();
	}

	@Test
	void singlePushWaitsForTheSilence() {
		this.pending.add(push("stock", 1));
		this.scheduler.advance(Duration.ofMillis(99));
		assertThat(this.bursts).isEmpty();
		this.scheduler.advance(Duration.ofMillis(1));
		assertThat(this.bursts).hasSize(1);
	}

	@Test
	void burstIsOneSetWithTheLastPushOfEachKey() {
		this.pending.add(push("stock", 1));
		this.pending.add(push("payment", 2));
		this.scheduler.advance(Duration.ofMillis(50));
		this.pending.add(push("stock", 3));
		this.scheduler.advance(Duration.ofMillis(100));
		assertThat(this.bursts).singleElement()
			.satisfies(
					(burst) -> assertThat(burst).extracting((push) -> push.response().getDataWithVersion().getVersion())
						.containsExactly(3L, 2L));
	}

	@Test
	void endlessBurstIsReleasedAfterTheMaximum() {
		for (int i = 0; i < 100; i++) {
			this.pending.add(push("stock", i));
			this.scheduler.advance(Duration.ofMillis(10));
		}
		assertThat(this.bursts).hasSize(2);
	}

	@Test
	void nextBurstWaitsAgain() {
		this.pending.add(push("stock", 1));
		this.scheduler.advance(Duration.ofMillis(100));
		this.scheduler.advance(Duration.ofMinutes(1));
		this.pending.add(push("stock", 2));
		this.scheduler.advance(Duration.ofMillis(99));
		assertThat(this.bursts).hasSize(1);
		this.scheduler.advance(Duration.ofMillis(1));
		assertThat(this.bursts).hasSize(2);
	}

	private Push push(String app, long version) {
		SubscribeResponse.Builder response = SubscribeResponse.newBuilder();
		response.getDataWithVersionBuilder().setVersion(version);
		return new Push(connection(), new SubscriptionKey("default", app, RuleKind.TRAFFIC_ROUTER), response.build());
	}

	private Connection connection() {
		return new Connection(new Endpoint("localhost", 1), this.channel, new Requests("order-1", Map.of()), null,
				new Connection.Observer() {

					@Override
					public void onReady(Connection connection) {
					}

					@Override
					public void onPush(Connection connection, SubscribeResponse response) {
					}

					@Override
					public void onLost(Connection connection, Status status) {
					}

				});
	}

}
