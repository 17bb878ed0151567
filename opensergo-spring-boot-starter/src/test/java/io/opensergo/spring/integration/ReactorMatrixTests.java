package io.opensergo.spring.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the lane on the threads of a WebFlux application: it is on the wire of a call
 * that is made there and in the logging MDC, requests in other lanes at the same time
 * keep theirs, and nothing is left afterwards.
 */
class ReactorMatrixTests {

	private static final int REQUESTS = 24;

	private static final String[] LANES = { "gray", "blue", null };

	private static TestChain chain;

	private static ExecutorService clients;

	private static RecordingInstance stock;

	@BeforeAll
	static void start() {
		clients = Executors.newFixedThreadPool(REQUESTS);
		chain = new TestChain();
		stock = chain.instance("stock", "stock-base", null);
		chain.start(WebApplicationType.REACTIVE, ReactorApplication.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
		clients.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/web/handler", "/web/publish-on", "/web/subscribe-on", "/web/flat-map", "/web/timer",
			"/web/delay-elements", "/web/zip", "/web/retry", "/web/error", "/web/blocking", "/web/block",
			"/web/circuit-breaker", "/flux" })
	void resultHasLaneOfItsRequest(String path) throws Exception {
		List<Future<?>> requests = new ArrayList<>();
		for (int i = 0; i < REQUESTS; i++) {
			String lane = LANES[i % LANES.length];
			requests.add(clients.submit(() -> requestKeepsItsLane(path, lane)));
		}
		for (Future<?> request : requests) {
			request.get(30, TimeUnit.SECONDS);
		}
		nothingIsLeft();
	}

	@Test
	void handleHasLaneOfItsRequest() {
		assertThat(chain.get("/handle", TestChain.LANE_HEADER, "gray").body()).isEqualTo("gray");
		assertThat(chain.get("/handle").body()).isEqualTo("null");
	}

	private static void requestKeepsItsLane(String path, @Nullable String lane) {
		String id = UUID.randomUUID().toString();
		String[] headers = (lane != null) ? new String[] { TestChain.LANE_HEADER, lane } : new String[0];
		String seen = chain.get(path + "?id=" + id, headers).body();
		assertThat(seen.replaceAll("data:|\\s", "")).isEqualTo(String.valueOf(lane));
		if (lane != null) {
			assertThat(received(id)).containsEntry(TestChain.LANE_HEADER, lane);
		}
		else {
			assertThat(received(id)).doesNotContainKey(TestChain.LANE_HEADER);
		}
	}

	private static void nothingIsLeft() throws InterruptedException {
		for (int i = 0; i < 8; i++) {
			assertThat(chain.get("/left").body()).isEqualTo("null|null");
		}
		for (Scheduler scheduler : List.of(Schedulers.parallel(), Schedulers.single(), Schedulers.boundedElastic())) {
			CountDownLatch done = new CountDownLatch(8);
			Set<String> left = ConcurrentHashMap.newKeySet();
			for (int i = 0; i < 8; i++) {
				scheduler.schedule(() -> {
					left.add(TrafficContext.currentOrNull() + "|" + MDC.get("lane"));
					done.countDown();
				});
			}
			assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
			assertThat(left).containsOnly("null|null");
		}
	}

	private static Map<String, String> received(String id) {
		return stock.requests().stream().filter((request) -> request.get(":path").endsWith(id)).findAny().orElseThrow();
	}

}
