package io.opensergo.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import io.opensergo.client.ControlPlaneClientOptions.Backoff;
import io.opensergo.client.ControlPlaneClientOptions.Debounce;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSourceStatus.State;
import io.opensergo.core.source.RuleSubscription;
import io.opensergo.protocol.transport.v1.DataWithVersion;
import io.opensergo.protocol.transport.v1.Status;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ControlPlaneRuleSource} against a control plane with the faults of the
 * published one.
 */
@Timeout(60)
class ControlPlaneRuleSourceTests {

	private static final RuleKind ROUTER = RuleKind.TRAFFIC_ROUTER;

	private static final RouteConfiguration V1 = TestRules.routes("stock", "v1");

	private static final RouteConfiguration V2 = TestRules.routes("stock", "v2");

	private final List<AutoCloseable> open = new ArrayList<>();

	private final RecordingListener listener = new RecordingListener();

	@AfterEach
	void closeAll() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	@Test
	void startReceivesRulesAndAcknowledges() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = started(server);
		source.subscribe("stock", ROUTER);
		awaitRules(V1);
		await().until(() -> server.answers("ACK").size() == 1);
		SubscribeRequest subscription = server.subscriptions().get(0);
		SubscribeRequest ack = server.answers("ACK").get(0);
		assertThat(subscription.getTarget().getNamespace()).isEqualTo("default");
		assertThat(subscription.getTarget().getApp()).isEqualTo("stock");
		assertThat(subscription.getTarget().getKindsList()).containsExactly(ROUTER.wireName());
		assertThat(subscription.getTarget().getLabelsList()).singleElement()
			.satisfies((label) -> assertThat(label.getKey()).isEqualTo("zone"));
		assertThat(ack.getRequestId()).isEqualTo(subscription.getRequestId());
		assertThat(ack.getStatus().getCode()).isEqualTo(1);
		assertThat(ack.getIdentifier()).isEqualTo(subscription.getIdentifier()).startsWith("order-");
		assertThat(source.status().state()).isEqualTo(State.UP);
		assertThat(source.status().lastUpdate()).isNotNull();
		assertThat(source.status().detail()).contains("localhost:" + server.port()).contains("1 of 1");
	}

	@Test
	void subscribeBeforeStartAndTwiceAsksOnce() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = source(options(server.port()));
		source.subscribe("stock", ROUTER);
		source.subscribe("stock", ROUTER);
		source.start(this.listener);
		awaitRules(V1);
		source.subscribe("stock", ROUTER);
		source.subscribe("payment", ROUTER);
		await().until(() -> server.subscriptions().size() == 2);
		assertThat(server.subscriptions()).extracting((request) -> request.getTarget().getApp())
			.containsExactly("stock", "payment");
	}

	@Test
	void changeIsAppliedAndAcknowledgedWithItsOwnId() {
		FaultyControlPlane server = server();
		set(server, V1);
		subscribed(server);
		awaitRules(V1);
		set(server, V2);
		awaitRules(V2);
		await().until(() -> server.answers("ACK").size() == 2);
		assertThat(server.answers("ACK").get(1).getRequestId()).isEmpty();
	}

	@Test
	void silenceIsNotEmpty() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(server);
		awaitRules(V1);
		server.close();
		FaultyControlPlane restarted = server(server.port());
		await().until(() -> restarted.subscriptions().size() == 1);
		// The server has answered the other subscription, so it has seen ours and kept
		// quiet.
		source.subscribe("payment", ROUTER);
		restarted.set("default", "payment", ROUTER, TestRules.payloads(TestRules.routes("payment", "v1")));
		await().until(() -> this.listener.rules().size() == 2);
		assertThat(this.listener.rules()).contains(V1);
	}

	@Test
	void emptyPushClears() {
		FaultyControlPlane server = server();
		set(server, V1);
		subscribed(server);
		awaitRules(V1);
		set(server);
		await().until(() -> this.listener.calls() == 2);
		assertThat(this.listener.rules()).isEmpty();
		await().until(() -> server.answers("ACK").size() == 2);
	}

	@Test
	void pushWithoutDataChangesNothingAndIsNotAnswered() {
		FaultyControlPlane server = server();
		ControlPlaneRuleSource source = subscribed(server);
		source.subscribe("payment", ROUTER);
		await().until(() -> server.subscriptions().size() == 2);
		server.push(push(0).clearDataWithVersion().build());
		RouteConfiguration payment = TestRules.routes("payment", "v1");
		server.set("default", "payment", ROUTER, TestRules.payloads(payment));
		awaitRules(payment);
		await().until(() -> !server.answers("ACK").isEmpty());
		assertThat(server.answers("ACK")).extracting((ack) -> ack.getTarget().getApp()).containsExactly("payment");
		assertThat(server.answers("NACK")).isEmpty();
	}

	@Test
	void killedServerIsFoundAgainWithVersionsFromOne() {
		FaultyControlPlane server = server();
		set(server, V1);
		set(server, V1);
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(server);
		awaitRules(V1);
		server.kill();
		await().until(() -> source.status().state() == State.DISCONNECTED);
		assertThat(source.status().detail()).contains("disconnected since")
			.contains("localhost:" + server.port())
			.contains("last good rules stay in force");
		assertThat(this.listener.rules()).containsExactly(V1);
		FaultyControlPlane restarted = server(server.port());
		set(restarted, V2);
		awaitRules(V2);
		assertThat(source.status().state()).isEqualTo(State.UP);
		assertThat(restarted.answers("NACK")).isEmpty();
	}

	@Test
	void eachStreamHasItsOwnIdentifierAndAllSubscriptions() {
		FaultyControlPlane server = server().serve(RuleKind.TRAFFIC_LANE);
		ControlPlaneRuleSource source = subscribed(server);
		source.subscribe("order", RuleKind.TRAFFIC_LANE);
		await().until(() -> server.subscriptions().size() == 2);
		server.dropStreams();
		await().until(() -> server.subscriptions().size() == 4);
		// The first stream of an identifier wins: only a fresh one is pushed to.
		set(server, V1);
		awaitRules(V1);
		List<SubscribeRequest> requests = server.subscriptions();
		assertThat(requests.get(0).getIdentifier()).isEqualTo(requests.get(1).getIdentifier());
		assertThat(requests.get(2).getIdentifier()).isEqualTo(requests.get(3).getIdentifier())
			.isNotEqualTo(requests.get(0).getIdentifier());
		assertThat(requests.subList(2, 4)).extracting((request) -> request.getTarget().getKinds(0))
			.containsExactly(ROUTER.wireName(), RuleKind.TRAFFIC_LANE.wireName());
	}

	@Test
	void lateSubscriberOfForgottenRulesHearsTheNextChange() {
		FaultyControlPlane server = server().forgetUnsubscribed();
		set(server, V1);
		subscribed(server);
		await().until(() -> server.subscriptions().size() == 1);
		set(server, V2);
		awaitRules(V2);
	}

	@Test
	void garbageIsRefusedAndLastGoodRulesStay() {
		FaultyControlPlane server = server();
		set(server, V1);
		subscribed(server);
		awaitRules(V1);
		Any garbage = TestRules.payloads(V2)
			.get(0)
			.toBuilder()
			.setValue(ByteString.copyFromUtf8("\u0001\u00ffgarbage"))
			.build();
		server.set("default", "stock", ROUTER, List.of(garbage));
		assertRefused(server, "cannot be read");
		set(server, V2);
		awaitRules(V2);
		assertThat(this.listener.last().rejections()).isEmpty();
	}

	@Test
	void wrongTypeIsRefusedAndLastGoodRulesStay() {
		FaultyControlPlane server = server();
		set(server, V1);
		subscribed(server);
		awaitRules(V1);
		server.set("default", "stock", ROUTER, List.of(Any.pack(StringValue.of("x"))));
		assertRefused(server, "google.protobuf.StringValue");
	}

	@Test
	void oneBadRuleOfTwoKeepsTheWholeKeyAsItWas() {
		FaultyControlPlane server = server();
		RouteConfiguration other = TestRules.routes("other", "v1");
		set(server, V1, other);
		subscribed(server);
		awaitRules(other, V1);
		server.set("default", "stock", ROUTER, List.of(TestRules.payloads(V2).get(0), Any.pack(StringValue.of("x"))));
		assertRefused(server, "google.protobuf.StringValue");
		assertThat(this.listener.rules()).containsExactly(other, V1);
	}

	@Test
	void fewerRulesRemoveTheOthers() {
		FaultyControlPlane server = server();
		RouteConfiguration other = TestRules.routes("other", "v1");
		set(server, V1, other);
		subscribed(server);
		awaitRules(other, V1);
		set(server, other);
		awaitRules(other);
	}

	@Test
	void unknownKindOfPushIsRefused() {
		FaultyControlPlane server = server();
		subscribed(server);
		await().until(() -> server.subscriptions().size() == 1);
		server.push(push(1).setKind("x/Nonsense").setResponseId("7").build());
		await().until(() -> server.answers("NACK").size() == 1);
		assertThat(server.answers("NACK").get(0).getStatus().getCode()).isEqualTo(4001);
		assertThat(server.answers("NACK").get(0).getRequestId()).isEqualTo("7");
	}

	@Test
	void olderVersionOfTheSameStreamIsRefused() {
		FaultyControlPlane server = server();
		subscribed(server);
		await().until(() -> server.subscriptions().size() == 1);
		server.push(push(5, V2).build());
		awaitRules(V2);
		server.push(push(4, V1).setResponseId("late").build());
		await().until(() -> server.answers("NACK").size() == 1);
		assertThat(server.answers("NACK").get(0).getStatus().getCode()).isEqualTo(4010);
		assertThat(server.answers("NACK").get(0).getRequestId()).isEqualTo("late");
		assertThat(this.listener.rules()).containsExactly(V2);
	}

	@Test
	void kindThatIsNotServedIsAskedForOncePerStream() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = started(server);
		source.subscribe("order", RuleKind.TRAFFIC_LANE);
		await().until(() -> source.status().detail().contains("not served there: TrafficLane"));
		source.subscribe("stock", RuleKind.TRAFFIC_LANE);
		source.subscribe("stock", ROUTER);
		awaitRules(V1);
		assertThat(source.subscriptions()).filteredOn((one) -> one.kind() == RuleKind.TRAFFIC_LANE)
			.hasSize(2)
			.allMatch((one) -> one.state() == RuleSubscription.State.NOT_SERVED);
		assertThat(kindsAskedFor(server)).containsExactly(RuleKind.TRAFFIC_LANE.wireName(), ROUTER.wireName());
		assertThat(source.status().state()).isEqualTo(State.UP);
		server.serve(RuleKind.TRAFFIC_LANE);
		server.set("default", "order", RuleKind.TRAFFIC_LANE, TestRules.payloads(TestRules.lane("gray")));
		server.dropStreams();
		awaitRules(V1, TestRules.lane("gray"));
		assertThat(source.status().detail()).doesNotContain("not served");
	}

	@Test
	void refusedRequestLeavesTheOthersAlone() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(server);
		server.push(SubscribeResponse.newBuilder()
			.setStatus(Status.newBuilder().setCode(4002).setMessage("no"))
			.setAck("NACK")
			.build());
		awaitRules(V1);
		assertThat(source.status().state()).isEqualTo(State.UP);
		assertThat(server.answers("NACK")).isEmpty();
	}

	@Test
	void failingListenerIsANackAndKeepsTheOtherKeys() {
		FaultyControlPlane server = server();
		RouteConfiguration payment = TestRules.routes("payment", "v1");
		set(server, V1);
		server.set("default", "payment", ROUTER, TestRules.payloads(payment));
		AtomicReference<RuleSet> applied = new AtomicReference<>(RuleSet.EMPTY);
		ControlPlaneRuleSource source = source(options(server.port()));
		source.subscribe("stock", ROUTER);
		source.subscribe("payment", ROUTER);
		source.start((rules) -> {
			if (rules.rules().contains(V1)) {
				throw new IllegalStateException("stock is not wanted");
			}
			applied.set(rules);
		});
		await().until(() -> applied.get().rules().equals(List.of(payment)));
		await().until(() -> server.answers("NACK").size() == 1 && server.answers("ACK").size() == 1);
		SubscribeRequest nack = server.answers("NACK").get(0);
		assertThat(nack.getStatus().getCode()).isEqualTo(4007);
		assertThat(nack.getStatus().getMessage()).contains("stock is not wanted");
		assertThat(nack.getTarget().getApp()).isEqualTo("stock");
		assertThat(nack.getRequestId()).isEqualTo(server.subscriptions().get(0).getRequestId());
		await().until(() -> !applied.get().rejections().isEmpty());
	}

	@Test
	void acknowledgementWaitsForSlowListener() throws Exception {
		FaultyControlPlane server = server();
		set(server, V1);
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		ControlPlaneRuleSource source = source(options(server.port()));
		source.subscribe("stock", ROUTER);
		source.start((rules) -> {
			entered.countDown();
			awaitUninterrupted(leave);
			this.listener.onRules(rules);
		});
		entered.await();
		long before = System.nanoTime();
		source.subscribe("payment", ROUTER);
		assertThat(source.status().state()).isEqualTo(State.UP);
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
		for (int i = 0; i < 100; i++) {
			set(server, V1);
		}
		set(server, V2);
		assertThat(server.answers("ACK")).isEmpty();
		leave.countDown();
		awaitRules(V2);
		await().until(() -> !server.answers("ACK").isEmpty());
		assertThat(this.listener.calls()).isLessThanOrEqualTo(3);
	}

	@Test
	void thousandRapidPushesAreAppliedAFewTimes() {
		FaultyControlPlane server = server();
		subscribed(server);
		await().until(() -> server.subscriptions().size() == 1);
		for (int i = 0; i < 1000; i++) {
			set(server, TestRules.routes("stock", "v" + i));
		}
		awaitRules(TestRules.routes("stock", "v999"));
		assertThat(this.listener.calls()).isLessThan(20);
	}

	@Test
	void identicalPushIsAcknowledgedWithoutTellingTheListener() {
		FaultyControlPlane server = server();
		set(server, V1);
		subscribed(server);
		awaitRules(V1);
		set(server, V1);
		await().until(() -> server.answers("ACK").size() == 2);
		assertThat(this.listener.calls()).isEqualTo(1);
	}

	@Test
	void ruleOfTwoSubscriptionsIsToldOnce() {
		FaultyControlPlane server = server().serve(RuleKind.TRAFFIC_LANE);
		Rule lane = TestRules.lane("gray");
		server.set("default", "order", RuleKind.TRAFFIC_LANE, TestRules.payloads(lane));
		server.set("default", "stock", RuleKind.TRAFFIC_LANE, TestRules.payloads(lane));
		ControlPlaneRuleSource source = started(server);
		source.subscribe("order", RuleKind.TRAFFIC_LANE);
		source.subscribe("stock", RuleKind.TRAFFIC_LANE);
		await().until(() -> server.answers("ACK").size() == 2);
		assertThat(this.listener.rules()).containsExactly(lane);
	}

	@Test
	void secondEndpointTakesOver() {
		FaultyControlPlane first = server();
		FaultyControlPlane second = server();
		set(first, V1);
		set(second, V2);
		ControlPlaneRuleSource source = source(options(first.port(), second.port()));
		source.subscribe("stock", ROUTER);
		source.start(this.listener);
		awaitRules(V1);
		first.kill();
		awaitRules(V2);
		await().until(() -> source.status().detail().contains("localhost:" + second.port()));
	}

	@Test
	void startWithoutServerReturnsAtOnceAndConnectsLater() throws Exception {
		int port = freePort();
		ControlPlaneRuleSource source = source(options(port));
		source.subscribe("stock", ROUTER);
		long before = System.nanoTime();
		source.start(this.listener);
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
		await().until(() -> source.status().state() == State.DISCONNECTED);
		FaultyControlPlane server = server(port);
		set(server, V1);
		awaitRules(V1);
	}

	@Test
	void muteServerIsNoError() {
		FaultyControlPlane server = server();
		server.mute(true);
		ControlPlaneRuleSource source = subscribed(server);
		await().until(() -> source.status().state() == State.UP);
		assertThat(source.status().detail()).contains("0 of 1 subscriptions answered");
		assertThat(this.listener.calls()).isZero();
	}

	@Test
	void tooLargeMessageIsSaidAndRulesStay() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = source(options(server.port()).withMaxInboundMessageSize(2000));
		source.subscribe("stock", ROUTER);
		source.start(this.listener);
		awaitRules(V1);
		set(server, TestRules.routes("stock", "v".repeat(5000)));
		await().until(() -> source.status().detail().contains("RESOURCE_EXHAUSTED"));
		assertThat(this.listener.rules()).containsExactly(V1);
	}

	@Test
	void closeLeavesNoThreadAndNoStream() {
		FaultyControlPlane server = server();
		set(server, V1);
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		ControlPlaneRuleSource source = subscribed(server);
		awaitRules(V1);
		source.close();
		source.close();
		assertThat(source.status().state()).isEqualTo(State.CLOSED);
		await().until(() -> server.streams() == 0);
		await().untilAsserted(() -> assertThat(clientThreads(before)).isEmpty());
		set(server, V2);
		source.subscribe("payment", ROUTER);
		assertThat(this.listener.rules()).containsExactly(V1);
	}

	@Test
	void closeInterruptsBusyListener() throws Exception {
		FaultyControlPlane server = server();
		set(server, V1);
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		ControlPlaneRuleSource source = source(options(server.port()));
		source.subscribe("stock", ROUTER);
		source.start((rules) -> {
			entered.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		entered.await();
		source.close();
		assertThat(interrupted.getCount()).isZero();
	}

	@Test
	void closeFromTheListenerReturns() throws Exception {
		FaultyControlPlane server = server();
		set(server, V1);
		CountDownLatch done = new CountDownLatch(1);
		ControlPlaneRuleSource source = source(options(server.port()));
		source.subscribe("stock", ROUTER);
		source.start((rules) -> {
			source.close();
			done.countDown();
		});
		done.await();
		assertThat(source.status().state()).isEqualTo(State.CLOSED);
	}

	@Test
	void closeBeforeStartForbidsStart() {
		ControlPlaneRuleSource source = source(options(1));
		assertThat(source.status().state()).isEqualTo(State.STARTING);
		source.close();
		assertThat(source.status().state()).isEqualTo(State.CLOSED);
		assertThatIllegalStateException().isThrownBy(() -> source.start(this.listener));
	}

	private void assertRefused(FaultyControlPlane server, String reason) {
		await().until(() -> server.answers("NACK").size() == 1);
		SubscribeRequest nack = server.answers("NACK").get(0);
		assertThat(nack.getStatus().getCode()).isEqualTo(4001);
		assertThat(nack.getStatus().getMessage()).contains(reason);
		await().until(() -> this.listener.last().rejections().size() == 1);
		assertThat(this.listener.last().rejections()).extracting(Rejection::reason)
			.allMatch((text) -> text.contains(reason));
		assertThat(this.listener.rules()).contains(V1);
	}

	private static List<String> kindsAskedFor(FaultyControlPlane server) {
		return server.subscriptions().stream().map((request) -> request.getTarget().getKinds(0)).toList();
	}

	private static Set<Thread> clientThreads(Set<Thread> before) {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeAll(before);
		threads.removeIf((thread) -> !thread.isAlive() || !thread.getName().equals(ClientRuntime.THREAD_NAME));
		return threads;
	}

	private static SubscribeResponse.Builder push(long version, Rule... rules) {
		return SubscribeResponse.newBuilder()
			.setStatus(Status.newBuilder().setCode(200))
			.setNamespace("default")
			.setApp("stock")
			.setKind(ROUTER.wireName())
			.setDataWithVersion(DataWithVersion.newBuilder().addAllData(TestRules.payloads(rules)).setVersion(version));
	}

	private static void set(FaultyControlPlane server, Rule... rules) {
		server.set("default", "stock", ROUTER, TestRules.payloads(rules));
	}

	private void awaitRules(Rule... rules) {
		await().untilAsserted(() -> assertThat(this.listener.rules()).containsExactly(rules));
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private FaultyControlPlane server() {
		return server(0);
	}

	private FaultyControlPlane server(int port) {
		FaultyControlPlane server = FaultyControlPlane.start(port);
		this.open.add(server);
		return server;
	}

	private ControlPlaneRuleSource subscribed(FaultyControlPlane server) {
		ControlPlaneRuleSource source = started(server);
		source.subscribe("stock", ROUTER);
		return source;
	}

	private ControlPlaneRuleSource started(FaultyControlPlane server) {
		ControlPlaneRuleSource source = source(options(server.port()));
		source.start(this.listener);
		return source;
	}

	private ControlPlaneRuleSource source(ControlPlaneClientOptions options) {
		ControlPlaneRuleSource source = new ControlPlaneRuleSource(options);
		this.open.add(source);
		return source;
	}

	private static ControlPlaneClientOptions options(int... ports) {
		List<Endpoint> endpoints = Arrays.stream(ports).mapToObj((port) -> new Endpoint("localhost", port)).toList();
		return ControlPlaneClientOptions.of(endpoints, "default", "order")
			.withLabels(Map.of("zone", "a"))
			.withDebounce(new Debounce(Duration.ofMillis(20), Duration.ofMillis(100)))
			.withBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
