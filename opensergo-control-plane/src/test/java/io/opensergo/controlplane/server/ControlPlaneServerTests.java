package io.opensergo.controlplane.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import io.opensergo.client.ControlPlaneClientOptions.KeepAlive;
import io.opensergo.controlplane.server.DeliveryStatus.Answer;
import io.opensergo.controlplane.server.Subscriber.Occasion;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.protocol.transport.v1.DataWithVersion;
import io.opensergo.protocol.transport.v1.SubscribeOpType;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeRequestTarget;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ControlPlaneServer}, by a real connection.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ControlPlaneServerTests {

	private static final ServerOptions OPTIONS = ServerOptions
		.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

	private volatile Instant lastChange = Instant.now();

	private final RuleBoard board = new RuleBoard(ControlPlaneServerTests::nameAndSubset, () -> this.lastChange,
			Timing.SYSTEM);

	private final List<TestClient> clients = new ArrayList<>();

	private final AtomicLong snapshots = new AtomicLong();

	private ControlPlaneServer server;

	@BeforeEach
	void start() throws Exception {
		this.server = new ControlPlaneServer(this.board, OPTIONS, ServerObserver.NONE);
		this.server.start();
	}

	@AfterEach
	void stop() throws Exception {
		for (TestClient client : this.clients) {
			client.close();
		}
		this.server.close();
	}

	@Test
	void subscribeWhenThereAreRulesAnswersThem() throws Exception {
		publish(TestRules.router("r", "stock"));
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		SubscribeResponse answer = client.next();
		assertThat(answer.getStatus().getCode()).isEqualTo(1);
		assertThat(answer.getAck()).isEmpty();
		assertThat(answer.getNamespace()).isEqualTo("default");
		assertThat(answer.getApp()).isEqualTo("stock");
		assertThat(answer.getKind()).isEqualTo("traffic.opensergo.io/v1alpha1/TrafficRouter");
		assertThat(answer.getControlPlane().getIdentifier()).isNotEmpty();
		assertThat(TestClient.texts(answer)).containsExactly("r:base");
	}

	@Test
	void subscribeWhenThereAreNoRulesAnswersExplicitlyEmpty() throws Exception {
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		SubscribeResponse answer = client.next();
		assertThat(answer.getStatus().getCode()).isEqualTo(1);
		assertThat(answer.hasDataWithVersion()).isTrue();
		assertThat(answer.getDataWithVersion().getDataCount()).isZero();
		assertThat(answer.getDataWithVersion().getVersion()).isPositive();
	}

	@Test
	void subscribeWhenLateGetsWhatExists() throws Exception {
		publish(TestRules.router("r", "stock"));
		TestClient early = client();
		early.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		SubscribeResponse first = early.next();
		TestClient late = client();
		late.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		assertThat(late.next().getDataWithVersion()).isEqualTo(first.getDataWithVersion());
	}

	@Test
	void subscribeWhenSeveralKindsAnswersEach() throws Exception {
		publish(TestRules.lane("l", "gray"), TestRules.workload("w", "stock"));
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER, RuleKind.VIRTUAL_WORKLOAD, RuleKind.TRAFFIC_LANE);
		assertThat(client.next().getKind()).isEqualTo(RuleKind.TRAFFIC_ROUTER.wireName());
		assertThat(TestClient.texts(client.next())).containsExactly("w");
		assertThat(TestClient.texts(client.next())).containsExactly("l");
	}

	@Test
	void publishWhenOneKeyChangesPushesThatKeyOnce() throws Exception {
		publish(TestRules.router("r", "stock"), TestRules.router("p", "payment"));
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		client.subscribe("payment", RuleKind.TRAFFIC_ROUTER);
		long before = client.next().getDataWithVersion().getVersion();
		client.next();
		publish(TestRules.routerTo("r", "gray", "stock"), TestRules.router("p", "payment"));
		SubscribeResponse push = client.next();
		assertThat(push.getStatus().getCode()).isEqualTo(200);
		assertThat(push.getApp()).isEqualTo("stock");
		assertThat(TestClient.texts(push)).containsExactly("r:gray");
		assertThat(push.getDataWithVersion().getVersion()).isGreaterThan(before);
		assertNothingElse(client);
	}

	@Test
	void publishWhenNothingChangedPushesNothing() throws Exception {
		publish(TestRules.router("a", "stock"), TestRules.router("b", "stock"));
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		client.next();
		publish(TestRules.router("b", "stock"), TestRules.router("a", "stock"));
		assertNothingElse(client);
	}

	@Test
	void publishWhenRulesAreGonePushesExplicitlyEmpty() throws Exception {
		publish(TestRules.lane("l", "gray"));
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_LANE);
		client.next();
		publish();
		SubscribeResponse push = client.next();
		assertThat(push.getStatus().getCode()).isEqualTo(200);
		assertThat(push.hasDataWithVersion()).isTrue();
		assertThat(push.getDataWithVersion().getDataCount()).isZero();
	}

	@Test
	void publishWhenARuleCannotBeEncodedKeepsTheLastGoodState() throws Exception {
		publish(TestRules.router("r", "stock"));
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		client.next();
		publish(TestRules.routerTo("r", "unencodable", "stock"));
		assertNothingElse(client);
		publish(TestRules.routerTo("r", "gray", "stock"));
		assertThat(TestClient.texts(client.next())).containsExactly("r:gray");
	}

	@Test
	void unsubscribeWhenRulesChangePushesNothing() throws Exception {
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		client.next();
		client.unsubscribe("stock", RuleKind.TRAFFIC_ROUTER);
		assertNothingElse(client);
		publish(TestRules.router("r", "stock"));
		assertNothingElse(client);
	}

	@Test
	void subscribeWhenUnsubscribedBeforeAnswersAgain() throws Exception {
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		client.next();
		client.unsubscribe("stock", RuleKind.TRAFFIC_ROUTER);
		assertNothingElse(client);
		publish(TestRules.router("r", "stock"));
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		SubscribeResponse answer = client.next();
		assertThat(answer.getStatus().getCode()).isEqualTo(1);
		assertThat(TestClient.texts(answer)).containsExactly("r:base");
	}

	@Test
	void subscribeWhenKindIsUnknownAnswers500AndServesTheOthers() throws Exception {
		TestClient client = client();
		client.send(SubscribeOpType.SUBSCRIBE, "stock",
				List.of("traffic.opensergo.io/v9/Nonsense", RuleKind.TRAFFIC_ROUTER.wireName()));
		SubscribeResponse refusal = client.next();
		assertThat(refusal.getStatus().getCode()).isEqualTo(500);
		assertThat(refusal.getStatus().getMessage()).isEqualTo("Register watcher error");
		assertThat(refusal.getKind()).isEqualTo("traffic.opensergo.io/v9/Nonsense");
		assertThat(refusal.hasDataWithVersion()).isFalse();
		assertThat(client.next().getStatus().getCode()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(RuleKind.class)
	void subscribeWhenAKindHasNoRulesAnswersSo(RuleKind kind) throws Exception {
		TestClient client = client();
		client.subscribe("nobody", kind);
		SubscribeResponse answer = client.next();
		assertThat(answer.getStatus().getCode()).isEqualTo(1);
		assertThat(answer.getKind()).isEqualTo(kind.wireName());
		assertThat(answer.hasDataWithVersion()).isTrue();
		assertThat(answer.getDataWithVersion().getDataList()).isEmpty();
	}

	@Test
	void subscribeWhenTargetIsIncompleteAnswers4002AndTheStreamLives() throws Exception {
		TestClient client = client();
		client.send(SubscribeRequest.getDefaultInstance());
		client.send(SubscribeRequest.newBuilder()
			.setTarget(SubscribeRequestTarget.newBuilder().setNamespace("default").setApp("stock"))
			.build());
		client.send(SubscribeOpType.SUBSCRIBE, "a".repeat(300), List.of(RuleKind.TRAFFIC_ROUTER.wireName()));
		client.send(SubscribeRequest.newBuilder()
			.setTarget(SubscribeRequestTarget.newBuilder().setNamespace("default").setApp("stock").addKinds("x"))
			.setOpTypeValue(7)
			.build());
		for (int i = 0; i < 4; i++) {
			SubscribeResponse refusal = client.next();
			assertThat(refusal.getStatus().getCode()).isEqualTo(4002);
			assertThat(refusal.getAck()).isEqualTo("NACK");
		}
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		assertThat(client.next().getStatus().getCode()).isEqualTo(1);
	}

	@Test
	void subscribeWhenStreamHasTooManySubscriptionsAnswers4002() throws Exception {
		TestClient client = client();
		for (int i = 0; i <= ServerLimits.DEFAULT.subscriptionsPerStream(); i++) {
			client.subscribe("app-" + i, RuleKind.TRAFFIC_LANE);
		}
		List<Integer> codes = new ArrayList<>();
		for (int i = 0; i <= ServerLimits.DEFAULT.subscriptionsPerStream(); i++) {
			codes.add(client.next().getStatus().getCode());
		}
		assertThat(codes).filteredOn((code) -> code == 4002).hasSize(1);
		assertThat(codes).filteredOn((code) -> code == 1).hasSize(ServerLimits.DEFAULT.subscriptionsPerStream());
	}

	@Test
	void responsesWhenManyHaveUniqueIds() throws Exception {
		TestClient one = client();
		TestClient other = client();
		Set<String> ids = new HashSet<>();
		for (TestClient client : List.of(one, other)) {
			for (int i = 0; i < 10; i++) {
				client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
				ids.add(client.next().getResponseId());
			}
		}
		assertThat(ids).hasSize(20).doesNotContain("");
	}

	@Test
	void acknowledgementWhenNegativeIsLoggedWithItsReasonInOneLine(CapturedOutput output) throws Exception {
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		SubscribeResponse answer = client.next();
		client.acknowledge(answer, "NACK", 4001, "route 3 has\nno destination");
		await().untilAsserted(() -> assertThat(output)
			.contains("refused response " + answer.getResponseId() + ": route 3 has?no destination (status 4001);"));
		assertNothingElse(client);
	}

	@Test
	void answersWhenClientsGiveThemAreKeptPerClientAndKey() throws Exception {
		publish(TestRules.router("r", "stock"));
		TestClient one = client();
		TestClient other = client();
		one.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		other.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		SubscribeResponse first = one.next();
		one.acknowledge(first, "ACK", 1, "");
		other.acknowledge(other.next(), "NACK", 4001, "no destination");
		long version = first.getDataWithVersion().getVersion();
		await().untilAsserted(() -> assertThat(deliveries()).extracting(DeliveryStatus::answer)
			.containsExactlyInAnyOrder(Answer.ACK, Answer.NACK));
		assertThat(deliveries()).extracting(DeliveryStatus::version).containsOnly(version);
		assertThat(deliveries()).filteredOn((delivery) -> delivery.answer() == Answer.NACK)
			.singleElement()
			.satisfies((delivery) -> {
				assertThat(delivery.detail()).isEqualTo("no destination (status 4001)");
				assertThat(delivery.accepted()).isZero();
			});
		publish(TestRules.routerTo("r", "gray", "stock"));
		one.next();
		await().untilAsserted(() -> assertThat(deliveries()).filteredOn((delivery) -> delivery.accepted() == version)
			.singleElement()
			.extracting(DeliveryStatus::answer)
			.isEqualTo(Answer.WAITING));
	}

	@Test
	void answerWhenItHasNoIdBelongsToTheOldestPush() throws Exception {
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		client.subscribe("stock", RuleKind.TRAFFIC_LANE);
		client.next();
		client.next();
		client.send(SubscribeRequest.newBuilder().setResponseAck("NACK").build());
		await().untilAsserted(() -> assertThat(deliveries())
			.filteredOn((delivery) -> delivery.kind().equals(RuleKind.TRAFFIC_ROUTER.kind()))
			.extracting(DeliveryStatus::answer)
			.containsExactly(Answer.NACK));
		assertThat(deliveries()).filteredOn((delivery) -> delivery.kind().equals(RuleKind.TRAFFIC_LANE.kind()))
			.extracting(DeliveryStatus::answer)
			.containsExactly(Answer.WAITING);
	}

	@Test
	void answerWhenItAcknowledgesAFailureIsARefusal() throws Exception {
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		client.acknowledge(client.next(), "ACK", 4007, "subscriber failed");
		await().untilAsserted(
				() -> assertThat(deliveries()).extracting(DeliveryStatus::answer).containsExactly(Answer.NACK));
	}

	@Test
	void answersWhenTheyNeverComeAreBounded() {
		Deliveries deliveries = new Deliveries(Timing.SYSTEM, ServerObserver.NONE);
		KeyState state = new KeyState(new SubscriptionKey("default", "stock", RuleKind.TRAFFIC_ROUTER),
				new RuleGroup(List.of()), DataWithVersion.newBuilder().setVersion(1).build(), 0);
		for (int i = 0; i <= Deliveries.MAX_UNANSWERED; i++) {
			deliveries.sent("id-" + i, state, Occasion.CHANGED);
		}
		assertThat(deliveries.answered("id-0", true, "")).isNull();
		assertThat(deliveries.answered("id-1", true, "")).isEqualTo(state.key());
	}

	@Test
	void publishWhenTheClockIsSetBackStillRaisesTheVersion() throws Exception {
		publish(TestRules.router("r", "stock"));
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		long before = client.next().getDataWithVersion().getVersion();
		publish(Instant.now().minusSeconds(3600), TestRules.routerTo("r", "gray", "stock"));
		assertThat(client.next().getDataWithVersion().getVersion()).isEqualTo(before + 1);
	}

	@Test
	void keysWhenSubscribedSayWhatIsServed() throws Exception {
		publish(TestRules.router("r", "stock"));
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		long version = client.next().getDataWithVersion().getVersion();
		assertThat(this.server.keys())
			.containsExactly(new KeyStatus("default", "stock", "TrafficRouter", version, 1, 1));
	}

	@Test
	void keepAliveOfOurClientIsAllowed() {
		assertThat(KeepAlive.DEFAULT.time()).isGreaterThanOrEqualTo(ControlPlaneServer.SHORTEST_CLIENT_KEEP_ALIVE);
	}

	private List<DeliveryStatus> deliveries() {
		return this.server.clients().stream().flatMap((client) -> client.deliveries().stream()).toList();
	}

	@Test
	void acknowledgementWhenPositiveIsNoSubscription() throws Exception {
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		client.acknowledge(client.next(), "ACK", 1, "");
		assertNothingElse(client);
	}

	@Test
	void publishWhenAClientDoesNotReadReachesTheOthersAtOnce() throws Exception {
		TestClient slow = client(false);
		slow.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		TestClient quick = client();
		quick.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		quick.next();
		for (int i = 0; i < 200; i++) {
			publish(big(i));
			assertThat(TestClient.texts(quick.next())).hasSize(1);
		}
	}

	@Test
	void publishWhenAClientReadsLateGetsTheNewestState() throws Exception {
		TestClient slow = client(false);
		slow.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		await().until(() -> this.server.streams() == 1);
		TestClient quick = client();
		quick.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		quick.next();
		for (int i = 0; i < 200; i++) {
			publish(big(i));
			quick.next();
		}
		slow.read(1000);
		String text = "";
		int read = 0;
		while (!text.startsWith("r:199-")) {
			List<String> texts = TestClient.texts(slow.next());
			text = texts.isEmpty() ? "" : texts.get(0);
			read++;
		}
		assertThat(read).as("states that were sent to the slow client").isLessThan(100);
		assertThat(slow.isQuiet()).isTrue();
	}

	@Test
	void publishWhenAClientHangsUpReachesTheOthers() throws Exception {
		TestClient broken = client();
		broken.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		broken.next();
		TestClient other = client();
		other.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		other.next();
		broken.hangUp();
		await().until(() -> this.server.streams() == 1);
		publish(TestRules.router("r", "stock"));
		assertThat(TestClient.texts(other.next())).containsExactly("r:base");
	}

	@Test
	void subscribeWhenReconnectedWithTheSameIdentifierIsPushedTo() throws Exception {
		SubscribeRequest request = SubscribeRequest.newBuilder()
			.setIdentifier("client-1")
			.setTarget(SubscribeRequestTarget.newBuilder()
				.setNamespace("default")
				.setApp("stock")
				.addKinds(RuleKind.TRAFFIC_ROUTER.wireName()))
			.build();
		TestClient first = client();
		first.send(request);
		first.next();
		TestClient second = client();
		second.send(request);
		second.next();
		publish(TestRules.router("r", "stock"));
		assertThat(TestClient.texts(first.next())).hasSize(1);
		assertThat(TestClient.texts(second.next())).hasSize(1);
	}

	@Test
	void versionsWhenTheServerIsRestartedAreNotLower() throws Exception {
		TestClient client = client();
		client.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		long before = client.next().getDataWithVersion().getVersion();
		this.server.close();
		RuleBoard restarted = new RuleBoard(ControlPlaneServerTests::nameAndSubset, Instant::now, Timing.SYSTEM);
		this.server = new ControlPlaneServer(restarted, OPTIONS, ServerObserver.NONE);
		this.server.start();
		TestClient again = client();
		again.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		assertThat(again.next().getDataWithVersion().getVersion()).isGreaterThanOrEqualTo(before);
	}

	@Test
	void closeWhenStreamsAreOpenCompletesThemInTime() throws Exception {
		TestClient reading = client();
		reading.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		reading.next();
		TestClient stuck = client(false);
		stuck.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		await().until(() -> this.server.streams() == 2);
		long start = System.nanoTime();
		this.server.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		assertThat(reading.awaitCompletion(5)).isTrue();
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().startsWith("opensergo-serve-") && thread.isAlive()));
	}

	@Test
	void requestWhenTooLargeFailsTheStreamOnly() throws Exception {
		TestClient large = client();
		large.send(SubscribeRequest.newBuilder().setRequestId("x".repeat(2 * 1024 * 1024)).build());
		assertThat(large.awaitFailure(10)).isTrue();
		TestClient other = client();
		other.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		assertThat(other.next().getStatus().getCode()).isEqualTo(1);
	}

	/**
	 * Whatever the server had to say before is said once it answers a marker.
	 */
	private static void assertNothingElse(TestClient client) throws InterruptedException {
		client.subscribe("marker", RuleKind.VIRTUAL_WORKLOAD);
		assertThat(client.next().getApp()).isEqualTo("marker");
		assertThat(client.isQuiet()).isTrue();
	}

	private TestClient client() {
		return client(true);
	}

	private TestClient client(boolean reading) {
		TestClient client = new TestClient(this.server.port(), reading);
		this.clients.add(client);
		return client;
	}

	private void publish(Rule... rules) {
		publish(Instant.now(), rules);
	}

	private void publish(Instant changed, Rule... rules) {
		this.lastChange = changed;
		this.board.publish(new RuleSnapshot(this.snapshots.incrementAndGet(), List.of(rules), List.of()));
	}

	/**
	 * A router whose encoded form is larger than what a transport buffers.
	 */
	private static Rule big(int number) {
		return TestRules.routerTo("r", number + "-" + "x".repeat(100_000), "stock");
	}

	private static Any nameAndSubset(Rule rule) {
		String text = rule.metadata().name();
		if (rule instanceof TrafficRouter router) {
			String subset = router.http().get(0).route().get(0).destination().subset();
			if ("unencodable".equals(subset)) {
				throw new IllegalStateException("cannot be encoded");
			}
			text += ":" + subset;
		}
		return Any.pack(StringValue.of(text));
	}

}
