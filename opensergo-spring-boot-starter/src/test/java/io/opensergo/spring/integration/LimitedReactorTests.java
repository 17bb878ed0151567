package io.opensergo.spring.integration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a WebFlux application that limits the propagation of contexts in Reactor.
 */
class LimitedReactorTests {

	private static TestChain chain;

	@BeforeAll
	static void start() {
		Hooks.disableAutomaticContextPropagation();
		chain = new TestChain();
		chain.instance("stock", "stock-base", null);
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

}
