package io.opensergo.spring.integration;

import java.nio.file.Path;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what goes along with a request besides its lane: listed headers, headers that
 * rules match on, and baggage.
 */
class CarriedHeadersChainTests {

	private static final String[] CLIENTS = { "rest-template", "rest-client", "web-client", "feign", "http-exchange" };

	private static final String RULES = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: stock, namespace: default}
			spec:
			  hosts: [stock]
			  http:
			    - match: [{headers: {X-Tier: {exact: gold}}}]
			      route: [{destination: {host: stock-gold}}]
			    - match: [{headers: {authorization: {prefix: Bearer}}}]
			      route: [{destination: {host: stock-gold}}]
			    - route: [{destination: {host: stock}}]
			""";

	@Test
	void everyClientOfServletApplicationCarriesThem(@TempDir Path folder) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			RecordingInstance gold = chain.instance("stock-gold", "stock-gold", null);
			start(chain, folder, WebApplicationType.SERVLET, ServletApplication.class);
			for (String client : CLIENTS) {
				check(chain, "/call/" + client, base, gold);
			}
			chain.get("/call-url?url=http://localhost:" + base.port() + "/third", "X-Biz-A", "1");
			assertThat(base.lastRequest()).containsEntry(":path", "/third").containsEntry("x-biz-a", "1");
			chain.get("/call-url?url=http://127.0.0.1:" + base.port() + "/third", "X-Biz-A", "1");
			assertThat(base.lastRequest()).containsEntry(":path", "/third").doesNotContainKey("x-biz-a");
			MeterRegistry meters = chain.application().getBean(MeterRegistry.class);
			chain.get("/call/rest-client", "X-Biz-A", "v".repeat(1025));
			assertThat(base.lastRequest()).doesNotContainKey("x-biz-a");
			assertThat(meters.get("opensergo.propagation.dropped").tag("reason", "value").functionCounter().count())
				.isOne();
		}
	}

	@Test
	void reactiveApplicationCarriesThem(@TempDir Path folder) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			RecordingInstance gold = chain.instance("stock-gold", "stock-gold", null);
			start(chain, folder, WebApplicationType.REACTIVE, ReactiveApplication.class);
			check(chain, "/call", base, gold);
		}
	}

	@Test
	void headersOfRulesCanBeSwitchedOff(@TempDir Path folder) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			chain.property("opensergo.propagation.rule-headers", "false")
				.property("opensergo.propagation.baggage", "never");
			start(chain, folder, WebApplicationType.REACTIVE, ReactiveApplication.class);
			assertThat(chain.get("/call", "X-Tier", "gold", TestChain.LANE_HEADER, "gray", "baggage", "a=b").body())
				.isEqualTo("stock-base");
			assertThat(base.lastRequest()).doesNotContainKeys("x-tier", "baggage").containsKey(TestChain.LANE_HEADER);
		}
	}

	private static void start(TestChain chain, Path folder, WebApplicationType type, Class<?> application) {
		chain.rules(folder, RULES);
		chain.property("opensergo.propagation.hosts", "localhost");
		chain.property("opensergo.propagation.headers", "X-User-Id,x-biz-*");
		chain.start(type, application);
	}

	/**
	 * A carried header decides where a call goes, although it is written only after an
	 * instance has been chosen.
	 */
	private static void check(TestChain chain, String path, RecordingInstance base, RecordingInstance gold) {
		assertThat(chain
			.get(path, "X-Tier", "gold", "X-User-Id", "12345", "X-Biz-A", "1", "x-other", "no", "Authorization",
					"Bearer secret", "Cookie", "secret=1")
			.body()).isEqualTo("stock-gold");
		assertThat(gold.lastRequest())
			.containsAllEntriesOf(Map.of("x-tier", "gold", "x-user-id", "12345", "x-biz-a", "1"))
			.doesNotContainKeys("x-other", "authorization", "cookie", "baggage", TestChain.LANE_HEADER);
		assertThat(chain.get(path, TestChain.LANE_HEADER, "blue", "baggage", "k=v").body()).isEqualTo("stock-base");
		assertThat(base.lastRequest()).containsEntry(TestChain.LANE_HEADER, "blue")
			.containsEntry("baggage", "x-opensergo-traffic=blue")
			.doesNotContainKeys("x-tier", "x-user-id");
		assertThat(chain.get(path, "Authorization", "Bearer secret").body()).isEqualTo("stock-base");
	}

}
