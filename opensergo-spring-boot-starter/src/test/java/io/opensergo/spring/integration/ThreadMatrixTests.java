package io.opensergo.spring.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the lane on other threads of a Spring MVC application: it is on the wire of a
 * call that is made there and in the logging MDC, requests in other lanes at the same
 * time keep theirs, and nothing is left afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreadMatrixTests {

	private static final int REQUESTS = 24;

	private static final String[] LANES = { "gray", "blue", null };

	private final TestChain chain = new TestChain();

	private final ExecutorService clients = Executors.newFixedThreadPool(REQUESTS);

	private @Nullable RecordingInstance stock;

	@BeforeAll
	void start() {
		this.stock = this.chain.instance("stock", "stock-base", null);
		this.chain.property("spring.task.execution.mode", "force");
		this.chain.property("spring.task.execution.pool.core-size", "1");
		this.chain.property("spring.threads.virtual.enabled", virtualThreads());
		this.chain.start(WebApplicationType.SERVLET, ThreadApplication.class);
	}

	@AfterAll
	void stop() {
		this.chain.close();
		this.clients.shutdownNow();
	}

	boolean virtualThreads() {
		return false;
	}

	@ParameterizedTest
	@ValueSource(strings = { "async-configurer", "async-boot", "async-pool", "async-plain", "pool", "boot",
			"concurrent", "simple", "plain", "plain-invoke-all", "scheduler", "scheduler-later", "scheduled-later",
			"completable-future", "completable-future-stage", "common-pool", "thread", "circuit-breaker",
			"circuit-breaker-group", "block", "block-flux" })
	void taskHasLaneOfItsRequest(String mechanism) throws Exception {
		requestsKeepTheirLanes("/run/" + mechanism);
		ThreadMechanisms mechanisms = this.chain.application().getBean(ThreadMechanisms.class);
		String id = UUID.randomUUID().toString();
		assertThat(mechanisms.run(mechanism, id).get(5, TimeUnit.SECONDS)).isEqualTo("null");
		assertThat(received(id)).doesNotContainKey(TestChain.LANE_HEADER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "handler", "callable", "web-async-task", "deferred-result", "mono", "flux", "sse-emitter",
			"body-emitter", "streaming-body", "async-error" })
	void resultHasLaneOfItsRequest(String kind) throws Exception {
		requestsKeepTheirLanes("/web/" + kind);
	}

	@ParameterizedTest
	@ValueSource(strings = { "scheduler", "scheduled" })
	void taskThatRepeatsLeavesLaneOfTheRequestThatStartsIt(String mechanism) {
		assertThat(this.chain.get("/repeat/" + mechanism, TestChain.LANE_HEADER, "gray").body()).isEqualTo("null");
	}

	@Test
	void decoratorOfTheApplicationStays() {
		AtomicInteger decorated = this.chain.application().getBean(AtomicInteger.class);
		int before = decorated.get();
		this.chain.get("/run/pool?id=1", TestChain.LANE_HEADER, "gray");
		assertThat(decorated.get()).isGreaterThan(before);
	}

	private void requestsKeepTheirLanes(String path) throws Exception {
		List<Future<?>> requests = new ArrayList<>();
		for (int i = 0; i < REQUESTS; i++) {
			String lane = LANES[i % LANES.length];
			requests.add(this.clients.submit(() -> requestKeepsItsLane(path, lane)));
		}
		for (Future<?> request : requests) {
			request.get(30, TimeUnit.SECONDS);
		}
	}

	private void requestKeepsItsLane(String path, @Nullable String lane) {
		String id = UUID.randomUUID().toString();
		String[] headers = (lane != null) ? new String[] { TestChain.LANE_HEADER, lane } : new String[0];
		String seen = this.chain.get(path + "?id=" + id, headers).body();
		assertThat(seen.replaceAll("data:|\\s", "")).isEqualTo(String.valueOf(lane));
		if (lane != null) {
			assertThat(received(id)).containsEntry(TestChain.LANE_HEADER, lane);
		}
		else {
			assertThat(received(id)).doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	private Map<String, String> received(String id) {
		return this.stock.requests()
			.stream()
			.filter((request) -> request.get(":path").endsWith(id))
			.findAny()
			.orElseThrow();
	}

}
