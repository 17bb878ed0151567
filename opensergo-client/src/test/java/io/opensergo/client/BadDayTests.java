package io.opensergo.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.google.protobuf.Any;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.opensergo.client.ControlPlaneClientOptions.KeepAlive;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.client.testing.FaultyNetwork;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleSubscription;
import io.opensergo.core.source.RuleSubscription.State;
import io.opensergo.protocol.transport.v1.DataWithVersion;
import io.opensergo.protocol.transport.v1.SubscribeResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ControlPlaneRuleSource} with servers and networks that are worse than
 * the published control plane.
 */
class BadDayTests extends AbstractSourceTests {

	@Test
	void bytesThatAreNoMessageEndTheStreamAndNothingElse() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		awaitRules(V1);
		server.pushBytes(new byte[] { (byte) 0xff, 0x00, 0x17, (byte) 0xff });
		await().until(() -> source.statistics().reconnects() > 0);
		assertThat(this.listener.rules()).containsExactly(V1);
		await().until(() -> server.streams() == 1);
		set(server, V2);
		awaitRules(V2);
	}

	@Test
	void halfAMessageEndsTheStreamAndNothingElse() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		awaitRules(V1);
		byte[] whole = SubscribeResponse.newBuilder()
			.setNamespace("default")
			.setApp("stock")
			.setKind(ROUTER.wireName())
			.setDataWithVersion(DataWithVersion.newBuilder().addAllData(TestRules.payloads(V2)).setVersion(9))
			.build()
			.toByteArray();
		server.pushBytes(Arrays.copyOf(whole, whole.length - 5));
		await().until(() -> source.statistics().reconnects() > 0);
		assertThat(this.listener.calls()).isOne();
	}

	@Test
	void serverOfAnotherProtocolIsTriedForEver() throws Exception {
		AtomicInteger connections = new AtomicInteger();
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> greetEverybody(server, connections));
			thread.setDaemon(true);
			thread.start();
			ControlPlaneRuleSource source = subscribed(options(server.getLocalPort()));
			await().until(() -> connections.get() > 3);
			awaitDetail(source, "disconnected since", "check that the control plane speaks plaintext there");
		}
	}

	private static void greetEverybody(ServerSocket server, AtomicInteger connections) {
		try {
			while (true) {
				try (Socket socket = server.accept(); OutputStream out = socket.getOutputStream()) {
					connections.incrementAndGet();
					out.write("220 mail.example.org ESMTP, this is no control plane\r\n"
						.getBytes(StandardCharsets.US_ASCII));
					out.flush();
					socket.getInputStream().read();
				}
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	@Test
	void messageOfNearly64MebibytesIsAppliedAndALargerOneIsSaid() {
		FaultyControlPlane server = server();
		int size = 1024 * 1024;
		Rule[] rules = IntStream.range(0, 62)
			.mapToObj((i) -> TestRules.routes("rule" + i, "v".repeat(size)))
			.toArray(Rule[]::new);
		set(server, rules);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		await().atMost(Duration.ofSeconds(40)).until(() -> this.listener.rules().size() == rules.length);
		server.set("default", "stock", ROUTER,
				List.of(TestRules.payloads(TestRules.routes("x", "v".repeat(65 * size))).get(0)));
		await().atMost(Duration.ofSeconds(40))
			.untilAsserted(() -> assertThat(source.status().detail()).contains("RESOURCE_EXHAUSTED",
					"raise the limit of this client"));
		assertThat(this.listener.rules()).hasSize(rules.length);
	}

	@Test
	void moreRulesThanOnePushMayHoldAreRefused() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		awaitRules(V1);
		Any rule = TestRules.payloads(V2).get(0);
		server.set("default", "stock", ROUTER, Collections.nCopies(20_001, rule));
		await().until(() -> onlySubscription(source).state() == State.REFUSED);
		RuleSubscription state = onlySubscription(source);
		assertThat(state.lastError()).contains("one push holds 20001 rules, at most 20000");
		assertThat(state.rules()).isOne();
		assertThat(state.version()).isOne();
		assertThat(state.lastAnswer()).satisfies((answer) -> assertThat(answer.accepted()).isFalse());
		assertThat(source.statistics().rejections()).isOne();
		assertThat(this.listener.rules()).containsExactly(V1);
	}

	@Test
	void slowNetworkDeliversAllTheSame() {
		FaultyControlPlane server = server();
		FaultyNetwork network = closing(FaultyNetwork.to(server.port()));
		network.byteByByte();
		RouteConfiguration large = TestRules.routes("stock", "v".repeat(20_000));
		set(server, large);
		subscribed(options(network.port()));
		awaitRules(large);
	}

	@Test
	void connectionThatSwallowsEverythingIsFoundByTheKeepalive() {
		FaultyControlPlane server = server();
		FaultyNetwork network = closing(FaultyNetwork.to(server.port()));
		set(server, V1);
		// gRPC asks every 10 seconds at most.
		ControlPlaneRuleSource source = subscribed(
				options(network.port()).withKeepAlive(new KeepAlive(Duration.ofSeconds(10), Duration.ofMillis(500))));
		awaitRules(V1);
		network.swallow(true);
		set(server, V2);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> source.status().state() == RuleSourceStatus.State.DISCONNECTED);
		assertThat(this.listener.rules()).containsExactly(V1);
		network.swallow(false);
		await().atMost(Duration.ofSeconds(30)).until(() -> this.listener.rules().equals(List.of(V2)));
	}

	@Test
	void goAwayOfAServerThatRenewsItsConnectionsIsFollowed() {
		FaultyControlPlane server = closing(FaultyControlPlane.start(0, (builder) -> {
			builder.maxConnectionAge(300, TimeUnit.MILLISECONDS);
			builder.maxConnectionAgeGrace(100, TimeUnit.MILLISECONDS);
		}));
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		awaitRules(V1);
		await().until(() -> source.statistics().reconnects() >= 3);
		set(server, V2);
		awaitRules(V2);
	}

	@Test
	void serverWithoutTheServiceIsSaid() throws Exception {
		Server other = NettyServerBuilder.forPort(0).build().start();
		closing(() -> other.shutdownNow().awaitTermination());
		awaitDetail(subscribed(options(other.getPort())), "UNIMPLEMENTED", "check that a control plane of OpenSergo");
	}

	@Test
	void awaitAnswersReturnsWhenAllAreAnswered() throws Exception {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		source.subscribe("order", RuleKind.TRAFFIC_LANE);
		assertThat(source.awaitAnswers(Duration.ofSeconds(30))).isEmpty();
		assertThat(this.listener.rules()).containsExactly(V1);
	}

	@Test
	void awaitAnswersGivesThoseThatAreMissing() throws Exception {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		source.subscribe("payment", ROUTER);
		assertThat(source.awaitAnswers(Duration.ofSeconds(1))).singleElement()
			.satisfies((missing) -> assertThat(missing.app()).isEqualTo("payment"));
		assertThat(source.awaitAnswers(Duration.ZERO)).hasSize(1);
	}

	@Test
	void statisticsCountWhatHappens() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		awaitRules(V1);
		assertThat(source.statistics().connected()).isTrue();
		assertThat(source.statistics().reconnects()).isZero();
		assertThat(source.statistics().pushes()).isOne();
		await().until(() -> source.statistics().applications() == 1);
		assertThat(source.statistics().applyTime()).isPositive();
		server.kill();
		await().until(() -> !source.statistics().connected());
	}

}
