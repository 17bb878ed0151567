package io.opensergo.spring.sentinel.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RateLimitStrategy.MetricType;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.spring.sentinel.GlobalTokens;
import io.opensergo.spring.sentinel.GlobalTokens.Answer;
import io.opensergo.spring.sentinel.limit.ManualTime;
import io.opensergo.spring.sentinel.limit.TimeSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SharedTokens} with a real {@link TokenServer} and the transport of
 * Sentinel.
 */
class SharedTokensTests {

	/**
	 * Whether an answer comes is the question here, not how fast a busy machine is.
	 */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.open) {
			each.close();
		}
	}

	@Test
	void threeInstancesPassExactlyTheLimitTogether() throws Exception {
		TokenServer server = start(0);
		List<SharedTokens> instances = List.of(client(server, "shop"), client(server, "shop"), client(server, "shop"));
		Protection protection = protection("limit", 50, Duration.ofHours(1), Map.of());
		Map<Answer, Integer> answers = new EnumMap<>(Answer.class);
		ExecutorService threads = Executors.newFixedThreadPool(60);
		this.open.add(threads::shutdownNow);
		List<Callable<Answer>> calls = new ArrayList<>();
		for (int i = 0; i < 600; i++) {
			SharedTokens instance = instances.get(i % instances.size());
			calls.add(() -> instance.request(protection, "GET:/stock", 1));
		}
		for (Future<Answer> answer : threads.invokeAll(calls)) {
			answers.merge(answer.get(), 1, Integer::sum);
		}
		assertThat(answers).containsExactlyInAnyOrderEntriesOf(Map.of(Answer.GRANTED, 50, Answer.REFUSED, 550));
		assertThat(instances.get(0).problem()).isNull();
	}

	@Test
	void limitsOfOtherApplicationsRulesAndResourcesAreCountedApart() {
		TokenServer server = start(0);
		SharedTokens shop = client(server, "shop");
		SharedTokens stock = client(server, "stock");
		Protection one = protection("one", 1, Duration.ofHours(1), Map.of());
		Protection two = protection("two", 1, Duration.ofHours(1), Map.of());
		assertThat(shop.request(one, "a", 1)).isEqualTo(Answer.GRANTED);
		assertThat(shop.request(one, "a", 1)).isEqualTo(Answer.REFUSED);
		assertThat(shop.request(one, "b", 1)).isEqualTo(Answer.GRANTED);
		assertThat(shop.request(two, "a", 1)).isEqualTo(Answer.GRANTED);
		assertThat(stock.request(one, "a", 1)).isEqualTo(Answer.GRANTED);
	}

	@Test
	void requestWhenTheServerIsGoneIsUnavailableUntilItIsBack() {
		TokenServer server = start(0);
		int port = server.address().getPort();
		SharedTokens tokens = client(server, "shop");
		Protection protection = protection("limit", 1000, Duration.ofHours(1), Map.of());
		assertThat(tokens.request(protection, "a", 1)).isEqualTo(Answer.GRANTED);
		server.close();
		Awaitility.await()
			.untilAsserted(() -> assertThat(tokens.request(protection, "a", 1)).isEqualTo(Answer.UNAVAILABLE));
		assertThat(tokens.problem()).contains("127.0.0.1:" + port);
		start(port);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(tokens.request(protection, "a", 1)).isEqualTo(Answer.GRANTED));
		assertThat(tokens.problem()).isNull();
	}

	@Test
	void requestWhenTheServerHangsWaitsOnceAndThenPauses() throws Exception {
		ManualTime time = new ManualTime();
		try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			RemoteTokens tokens = new RemoteTokens("shop", new ServerAddress("127.0.0.1", silent.getLocalPort()),
					Duration.ofMillis(20), time);
			this.open.add(tokens);
			Protection protection = protection("limit", 1, Duration.ofHours(1), Map.of());
			Awaitility.await().until(() -> silent.accept().isConnected());
			Awaitility.await().untilAsserted(() -> {
				tokens.request(protection, "a", 1);
				assertThat(tokens.problem()).contains("does not answer");
			});
			assertThat(tokens.isPaused()).isTrue();
			time.advance(RemoteTokens.PAUSE);
			assertThat(tokens.isPaused()).isFalse();
			assertThat(tokens.request(protection, "a", 1)).isEqualTo(Answer.UNAVAILABLE);
			assertThat(tokens.isPaused()).isTrue();
		}
	}

	@Test
	void aStrategyNamesItsServerByItsLabel() {
		TokenServer server = start(0);
		SharedTokens tokens = SharedTokens.ofNamedServers("shop", TIMEOUT, TimeSource.SYSTEM);
		this.open.add(tokens);
		assertThat(tokens.problem()).isEqualTo("there is no token server");
		Protection named = protection("named", 1, Duration.ofHours(1),
				Map.of(SharedTokens.SERVER_LABEL, "127.0.0.1:" + server.address().getPort()));
		Awaitility.await()
			.untilAsserted(() -> assertThat(tokens.request(named, "a", 1)).isNotEqualTo(Answer.UNAVAILABLE));
		assertThat(tokens.request(named, "a", 1)).isEqualTo(Answer.REFUSED);
		assertThat(tokens.problem()).isNull();
		Protection wrong = protection("wrong", 1, Duration.ofHours(1), Map.of(SharedTokens.SERVER_LABEL, "nowhere"));
		assertThat(tokens.request(wrong, "a", 1)).isEqualTo(Answer.UNAVAILABLE);
		Protection none = protection("none", 1, Duration.ofHours(1), Map.of());
		assertThat(tokens.request(none, "a", 1)).isEqualTo(Answer.UNAVAILABLE);
	}

	@Test
	void labelsCannotOpenConnectionsWithoutEnd() {
		SharedTokens tokens = SharedTokens.ofNamedServers("shop", TIMEOUT, TimeSource.SYSTEM);
		this.open.add(tokens);
		for (int i = 0; i < SharedTokens.MAX_SERVERS + 5; i++) {
			Protection named = protection("named", 1, Duration.ofHours(1),
					Map.of(SharedTokens.SERVER_LABEL, "nowhere-" + i));
			assertThat(tokens.request(named, "a", 1)).isEqualTo(Answer.UNAVAILABLE);
		}
		assertThat(tokens.servers()).isEqualTo(SharedTokens.MAX_SERVERS);
	}

	@Test
	void theServerItselfSharesTheCountWithItsClients() {
		TokenServer server = start(0);
		SharedTokens self = SharedTokens.ofThisServer("embedded", TIMEOUT, TimeSource.SYSTEM);
		this.open.add(self);
		SharedTokens client = client(server, "embedded");
		Protection protection = protection("limit", 2, Duration.ofHours(1), Map.of());
		assertThat(self.request(protection, "a", 1)).isEqualTo(Answer.GRANTED);
		assertThat(client.request(protection, "a", 1)).isEqualTo(Answer.GRANTED);
		assertThat(self.request(protection, "a", 1)).isEqualTo(Answer.REFUSED);
		assertThat(client.request(protection, "a", 1)).isEqualTo(Answer.REFUSED);
	}

	@Test
	void startWhenThePortIsInUseSaysSo() {
		TokenServer server = start(0);
		int port = server.address().getPort();
		assertThatIllegalStateException().isThrownBy(() -> start(port)).withMessageContaining("127.0.0.1:" + port);
	}

	@Test
	void ofServerRefusesWhatIsNoAddress() {
		for (String text : List.of("nowhere", "host:0", "host:70000", "http://host:1", "user@host:1", "")) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> SharedTokens.ofServer("shop", text, TIMEOUT, TimeSource.SYSTEM))
				.withMessageContaining(text);
		}
	}

	private TokenServer start(int port) {
		TokenServer server = new TokenServer(new InetSocketAddress("127.0.0.1", port));
		this.open.add(server);
		server.start();
		return server;
	}

	private SharedTokens client(TokenServer server, String app) {
		SharedTokens tokens = SharedTokens.ofServer(app, "127.0.0.1:" + server.address().getPort(), TIMEOUT,
				TimeSource.SYSTEM);
		this.open.add(tokens);
		Protection probe = protection("probe", 1, Duration.ofHours(1), Map.of());
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(tokens.request(probe, "probe", 1)).isNotEqualTo(GlobalTokens.Answer.UNAVAILABLE));
		return tokens;
	}

	private Protection protection(String name, long threshold, Duration duration, Map<String, String> labels) {
		// names of limits are counted for the whole virtual machine
		String unique = name + "-" + System.identityHashCode(this);
		RateLimitStrategy strategy = new RateLimitStrategy(new RuleMetadata("default", unique, labels),
				MetricType.REQUEST_AMOUNT, LimitMode.GLOBAL, threshold, duration);
		FaultToleranceRule rule = new FaultToleranceRule(RuleMetadata.of("default", "rule"), Map.of(), List.of(),
				List.of(), null);
		return new Protection(rule, strategy, null);
	}

}
