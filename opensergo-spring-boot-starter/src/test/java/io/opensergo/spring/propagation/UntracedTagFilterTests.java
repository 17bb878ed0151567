package io.opensergo.spring.propagation;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.match.AddressRange;
import io.opensergo.core.route.Caller;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UntracedTagFilter} and {@link UntracedTagHandlerDecorator}.
 */
class UntracedTagFilterTests {

	private final InboundColoring edge = coloring(PeerTrust.only(List.of(AddressRange.parse("10.0.0.0/8"))));

	private final InboundColoring internal = coloring(PeerTrust.everybody());

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/items");

	@Test
	void requestWithoutTagGoesOnAsItIs() throws Exception {
		this.request.addHeader("baggage", "a=b");
		assertThat(filter(this.internal)).isSameAs(this.request);
	}

	@Test
	void tagThatCountsIsLeftInTheHeaderOnly() throws Exception {
		this.request.addHeader("baggage", "a=b, x-opensergo-traffic=gray");
		HttpServletRequest seen = filter(this.internal);
		assertThat(seen.getHeader("X-OpenSergo-Traffic")).isEqualTo("gray");
		assertThat(Collections.list(seen.getHeaders("x-opensergo-traffic"))).containsExactly("gray");
		assertThat(seen.getHeader("baggage")).isEqualTo("a=b");
		assertThat(Collections.list(seen.getHeaderNames())).containsExactly("baggage", "x-opensergo-traffic");
	}

	@Test
	void baggageOfTheTagAloneIsLeftEmpty() throws Exception {
		this.request.addHeader("baggage", "x-opensergo-traffic=gray");
		assertThat(filter(this.internal).getHeader("baggage")).isEmpty();
	}

	@Test
	void tagOfUntrustedPeerIsTakenOffAndCountedOnce() throws Exception {
		this.request.setRemoteAddr("203.0.113.9");
		this.request.addHeader("x-opensergo-traffic", "gray");
		this.request.addHeader("baggage", "x-opensergo-traffic=gray");
		assertThat(Collections.list(filter(this.edge).getHeaderNames())).isEmpty();
		this.request.setDispatcherType(DispatcherType.ERROR);
		this.request.setAttribute("jakarta.servlet.error.request_uri", "/items");
		assertThat(Collections.list(filter(this.edge).getHeaderNames())).isEmpty();
		assertThat(this.edge.untrustedTags()).isOne();
	}

	@Test
	void reactiveTagThatCountsIsLeftInTheHeaderOnly() {
		ServerHttpRequest seen = decorate(this.internal,
				MockServerHttpRequest.get("/").header("baggage", "a=b", "x-opensergo-traffic=gray").build());
		assertThat(seen.getHeaders().get("x-opensergo-traffic")).containsExactly("gray");
		assertThat(seen.getHeaders().get("baggage")).containsExactly("a=b");
	}

	@Test
	void reactiveTagOfUntrustedPeerIsTakenOff() {
		ServerHttpRequest seen = decorate(this.edge,
				MockServerHttpRequest.get("/")
					.header("X-OpenSergo-Traffic", "gray", "blue")
					.header("Baggage", "X-OPENSERGO-traffic=gray")
					.build());
		assertThat(seen.getHeaders().headerNames()).isEmpty();
		ServerHttpRequest plain = MockServerHttpRequest.get("/").header("baggage", "a=b").build();
		assertThat(decorate(this.edge, plain)).isSameAs(plain);
	}

	private HttpServletRequest filter(InboundColoring coloring) throws Exception {
		AtomicReference<HttpServletRequest> seen = new AtomicReference<>();
		new UntracedTagFilter(coloring).doFilter(this.request, new MockHttpServletResponse(),
				(passed, response) -> seen.set((HttpServletRequest) passed));
		return seen.get();
	}

	private static ServerHttpRequest decorate(InboundColoring coloring, ServerHttpRequest request) {
		AtomicReference<ServerHttpRequest> seen = new AtomicReference<>();
		new UntracedTagHandlerDecorator(coloring).apply((passed, response) -> {
			seen.set(passed);
			return Mono.empty();
		}).handle(request, new MockServerHttpResponse()).block();
		return seen.get();
	}

	private static InboundColoring coloring(PeerTrust trust) {
		return new InboundColoring(new RuleEngine(Caller.of("order", "default", Map.of())), trust,
				new ContextHeaders(new OutboundLane(null)), () -> 0, new RoutingFailures(Clock.systemUTC()));
	}

}
