package io.opensergo.spring.integration;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a WebFlux application that limits the propagation of contexts in Reactor.
 */
class LimitedReactorTests {

	private static TestChain chain;

	private static RecordingInstance base;

	private static RecordingInstance gray;

	@BeforeAll
	static void start() {
		Hooks.disableAutomaticContextPropagation();
		chain = new TestChain();
		base = chain.instance("stock", "stock-base", null);
		gray = chain.instance("stock", "stock-gray", "gray");
		chain.property("spring.reactor.context-propagation", "limited");
		chain.start(WebApplicationType.REACTIVE, ReactorApplication.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
		Hooks.enableAutomaticContextPropagation();
	}

	@Test
	void handleHasLaneOfItsRequest() {
		assertThat(chain.get("/handle", TestChain.LANE_HEADER, "gray").body()).isEqualTo("gray");
		assertThat(chain.get("/handle").body()).isEqualTo("null");
		assertThat(chain.get("/left").body()).isEqualTo("null|null");
	}

	@Test
	void otherOperatorsHaveNone() {
		assertThat(chain.get("/web/timer?id=1", TestChain.LANE_HEADER, "gray").body()).isEqualTo("null");
	}

	@ParameterizedTest
	@ValueSource(strings = { "handler", "publish-on", "subscribe-on", "flat-map", "timer", "delay-elements", "zip",
			"retry", "error", "circuit-breaker" })
	void callOfWebClientHasLaneOnTheWire(String mechanism) {
		String id = UUID.randomUUID().toString();
		chain.get("/web/" + mechanism + "?id=" + id, TestChain.LANE_HEADER, "gray");
		assertThat(received(id)).containsEntry(TestChain.LANE_HEADER, "gray");
		String other = UUID.randomUUID().toString();
		chain.get("/web/" + mechanism + "?id=" + other);
		assertThat(received(other)).doesNotContainKey(TestChain.LANE_HEADER);
	}

	@Test
	void callsAtTheSameTimeKeepTheirLanes() {
		String[] lanes = { "gray", "blue", null };
		Map<String, String> lanesById = new ConcurrentHashMap<>();
		IntStream.range(0, 60).parallel().forEach((i) -> {
			String id = UUID.randomUUID().toString();
			String lane = lanes[i % lanes.length];
			lanesById.put(id, String.valueOf(lane));
			chain.get("/web/timer?id=" + id,
					(lane != null) ? new String[] { TestChain.LANE_HEADER, lane } : new String[0]);
		});
		lanesById
			.forEach((id, lane) -> assertThat(String.valueOf(received(id).get(TestChain.LANE_HEADER))).isEqualTo(lane));
	}

	/**
	 * The choice of the instance reads the context of the subscription, too.
	 */
	@Test
	void callReachesInstanceOfItsLane() {
		for (int i = 0; i < 4; i++) {
			String id = UUID.randomUUID().toString();
			chain.get("/web/timer?id=" + id, TestChain.LANE_HEADER, "gray");
			assertThat(gray.requests()).anyMatch((request) -> request.get(":path").endsWith(id));
		}
	}

	private static Map<String, String> received(String id) {
		return Stream.of(base, gray)
			.flatMap((instance) -> instance.requests().stream())
			.filter((request) -> request.get(":path").endsWith(id))
			.findAny()
			.orElseThrow();
	}

}
