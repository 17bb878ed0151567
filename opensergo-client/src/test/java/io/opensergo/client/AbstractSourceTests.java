package io.opensergo.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.opensergo.client.ControlPlaneClientOptions.Backoff;
import io.opensergo.client.ControlPlaneClientOptions.Debounce;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What tests of a source and a server have in common: both are closed after the test.
 */
@Timeout(60)
abstract class AbstractSourceTests {

	static final RuleKind ROUTER = RuleKind.TRAFFIC_ROUTER;

	static final RouteConfiguration V1 = TestRules.routes("stock", "v1");

	static final RouteConfiguration V2 = TestRules.routes("stock", "v2");

	final RecordingListener listener = new RecordingListener();

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	final <C extends AutoCloseable> C closing(C closeable) {
		this.open.add(closeable);
		return closeable;
	}

	final FaultyControlPlane server() {
		return closing(FaultyControlPlane.start());
	}

	/**
	 * A started source that has subscribed to the routes of "stock".
	 */
	final ControlPlaneRuleSource subscribed(ControlPlaneClientOptions options) {
		return subscribed(options, ROUTER);
	}

	/**
	 * A started source that has subscribed to a kind of rules of "stock".
	 */
	final ControlPlaneRuleSource subscribed(ControlPlaneClientOptions options, RuleKind kind) {
		ControlPlaneRuleSource source = closing(new ControlPlaneRuleSource(options));
		source.subscribe("stock", kind);
		source.start(this.listener);
		return source;
	}

	static ControlPlaneClientOptions options(int... ports) {
		return options(Arrays.stream(ports).mapToObj((port) -> new Endpoint("localhost", port)).toList());
	}

	static ControlPlaneClientOptions options(List<Endpoint> endpoints) {
		return ControlPlaneClientOptions.of(endpoints, "default", "order")
			.withDebounce(new Debounce(Duration.ofMillis(20), Duration.ofMillis(100)))
			.withBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));
	}

	static void set(FaultyControlPlane server, Rule... rules) {
		server.set("default", "stock", ROUTER, TestRules.payloads(rules));
	}

	final void awaitRules(Rule... rules) {
		await().untilAsserted(() -> assertThat(this.listener.rules()).containsExactly(rules));
	}

	static void awaitDetail(ControlPlaneRuleSource source, String... texts) {
		await().untilAsserted(() -> assertThat(source.status().detail()).contains(texts));
	}

	static RuleSubscription onlySubscription(ControlPlaneRuleSource source) {
		assertThat(source.subscriptions()).hasSize(1);
		return source.subscriptions().get(0);
	}

}
