package io.opensergo.spring.propagation;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.match.AddressRange;
import io.opensergo.core.route.Caller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrafficContextWebFilter}.
 */
class TrafficContextWebFilterTests {

	private final List<TrafficContext> seen = new ArrayList<>();

	@BeforeEach
	void restoreThreadLocals() {
		Hooks.enableAutomaticContextPropagation();
	}

	@AfterEach
	void leaveThreadLocals() {
		Hooks.disableAutomaticContextPropagation();
		assertThat(TrafficContext.currentOrNull()).isNull();
	}

	@Test
	void baselineRequestHasTheEmptyContext() {
		assertThat(contextOf(null, get())).isSameAs(TrafficContext.EMPTY);
	}

	@Test
	void requestWithoutTagHasTheLaneOfTheInstance() {
		assertThat(contextOf("blue", get())).isEqualTo(TrafficContext.ofLane("blue"));
	}

	@Test
	void requestWithTagHasIt() {
		assertThat(contextOf("blue", get("gray"))).isEqualTo(TrafficContext.ofLane("gray"));
	}

	@Test
	void baselineRequestTakesNothingFromAnOuterScope() {
		try (TrafficContext.Scope scope = TrafficContext.ofLane("outer").makeCurrent()) {
			assertThat(contextOf(null, get())).isSameAs(TrafficContext.EMPTY);
			assertThat(TrafficContext.current().lane()).isEqualTo("outer");
		}
	}

	/**
	 * The second request waits for a value, as a subscriber of a stream does, and gets it
	 * on the thread and within the handler of the first one.
	 */
	@Test
	void requestThatIsServedWithinAnotherOneKeepsItsOwnContext() {
		Sinks.One<String> sink = Sinks.one();
		Mono<Void> waiting = filter(null, get(), (exchange) -> sink.asMono().doOnNext((value) -> remember()).then());
		Mono<Void> feeding = filter(null, get("gray"), (exchange) -> Mono.just("value").doOnNext((value) -> {
			remember();
			sink.tryEmitValue(value);
			remember();
		}).then());
		waiting.subscribe();
		feeding.subscribe();
		assertThat(this.seen).containsExactly(TrafficContext.ofLane("gray"), TrafficContext.EMPTY,
				TrafficContext.ofLane("gray"));
	}

	@Test
	void tagOfUntrustedPeerIsTakenOff() {
		AtomicReference<ServerWebExchange> passed = new AtomicReference<>();
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/items")
			.remoteAddress(InetSocketAddress.createUnresolved("203.0.113.9", 80))
			.header("X-OpenSergo-Traffic", "gray", "blue")
			.header("Baggage", "a=b,x%2Dopensergo-traffic=gray", "X-OpenSergo-Traffic=blue");
		InboundColoring coloring = coloring(PeerTrust.only(List.of(AddressRange.parse("10.0.0.0/8"))), null);
		new TrafficContextWebFilter(coloring).filter(MockServerWebExchange.from(request), (exchange) -> {
			passed.set(exchange);
			return Mono.fromRunnable(this::remember);
		}).block();
		assertThat(this.seen).containsExactly(TrafficContext.EMPTY);
		assertThat(passed.get().getRequest().getHeaders().headerNames()).hasSize(1);
		assertThat(passed.get().getRequest().getHeaders().get("baggage")).containsExactly("a=b");
		assertThat(passed.get().getResponse().getHeaders().headerNames()).isEmpty();
		assertThat((Object) passed.get().getAttribute(TrafficContext.CARRIER_KEY)).isSameAs(TrafficContext.EMPTY);
	}

	private void remember() {
		this.seen.add(TrafficContext.currentOrNull());
	}

	private TrafficContext contextOf(@Nullable String ownLane, MockServerHttpRequest.BaseBuilder<?> request) {
		filter(ownLane, request, (exchange) -> Mono.fromRunnable(this::remember)).block();
		return this.seen.get(0);
	}

	private Mono<Void> filter(@Nullable String ownLane, MockServerHttpRequest.BaseBuilder<?> request,
			WebFilterChain chain) {
		return new TrafficContextWebFilter(coloring(PeerTrust.everybody(), ownLane))
			.filter(MockServerWebExchange.from(request), chain);
	}

	private static MockServerHttpRequest.BaseBuilder<?> get(String... tags) {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/items");
		return (tags.length > 0) ? request.header(InboundTag.NAME, tags) : request;
	}

	private static InboundColoring coloring(PeerTrust trust, @Nullable String ownLane) {
		return new InboundColoring(new RuleEngine(Caller.of("order", "default", Map.of())), trust,
				new ContextHeaders(new OutboundLane(ownLane)), () -> 0, new RoutingFailures(Clock.systemUTC()));
	}

}
