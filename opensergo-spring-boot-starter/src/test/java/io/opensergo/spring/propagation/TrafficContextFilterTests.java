package io.opensergo.spring.propagation;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.opensergo.core.context.BaggageMode;
import io.opensergo.core.context.CarriedHeaders;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.PropagationDrops;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.match.AddressRange;
import io.opensergo.core.route.Caller;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrafficContextFilter}.
 */
class TrafficContextFilterTests {

	private final RuleEngine engine = new RuleEngine(Caller.of("order", "default", Map.of()));

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/items");

	private final AtomicReference<HttpServletRequest> seen = new AtomicReference<>();

	private @Nullable TrafficContext inside;

	@Test
	void trustedTagIsTheLane() throws Exception {
		this.request.addHeader(InboundTag.NAME, "gray");
		filter(coloring(PeerTrust.everybody(), null), this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.ofLane("gray"));
		assertThat(TrafficContext.currentOrNull()).isNull();
	}

	@Test
	void ownLaneIsTakenWhenThereIsNoTag() throws Exception {
		filter(coloring(PeerTrust.everybody(), "blue"), this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.ofLane("blue"));
	}

	@Test
	void tagWinsOverOwnLane() throws Exception {
		this.request.addHeader(InboundTag.NAME, "gray");
		filter(coloring(PeerTrust.everybody(), "blue"), this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.ofLane("gray"));
	}

	@Test
	void tagOfUntrustedPeerIsRemovedAndCounted() throws Exception {
		this.request.setRemoteAddr("203.0.113.9");
		this.request.addHeader(InboundTag.NAME, "gray");
		this.request.addHeader("baggage", "a=b, x-opensergo-traffic=gray ,c=d");
		InboundColoring coloring = coloring(PeerTrust.only(List.of(AddressRange.parse("10.0.0.0/8"))), null);
		filter(coloring, this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.EMPTY);
		assertThat(this.seen.get().getHeader("X-OpenSergo-Traffic")).isNull();
		assertThat(Collections.list(this.seen.get().getHeaders("x-opensergo-traffic"))).isEmpty();
		assertThat(this.seen.get().getHeader("baggage")).isEqualTo("a=b,c=d");
		assertThat(Collections.list(this.seen.get().getHeaderNames())).containsExactly("baggage");
		assertThat(coloring.untrustedTags()).isEqualTo(1);
	}

	@Test
	void tagOfTrustedProxyCounts() throws Exception {
		this.request.setRemoteAddr("10.1.2.3");
		this.request.addHeader(InboundTag.NAME, "gray");
		filter(coloring(PeerTrust.only(List.of(AddressRange.parse("10.0.0.0/8"))), null), this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.ofLane("gray"));
	}

	@Test
	void forwardedAddressDoesNotMakePeerTrusted() throws Exception {
		this.request.setRemoteAddr("203.0.113.9");
		this.request.addHeader(InboundTag.NAME, "gray");
		HttpServletRequest forwarded = new HttpServletRequestWrapper(this.request) {

			@Override
			public String getRemoteAddr() {
				return "10.1.2.3";
			}

		};
		filter(coloring(PeerTrust.only(List.of(AddressRange.parse("10.0.0.0/8"))), null), forwarded);
		assertThat(this.inside).isEqualTo(TrafficContext.EMPTY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no/lane", "gray,blue", "-gray", "gr ay", "x\r\nSet-Cookie: a=b",
			"0123456789012345678901234567890123456789012345678901234567890123" })
	void tagThatIsNoLaneNameIsRemovedAndCounted(String tag) throws Exception {
		this.request.addHeader(InboundTag.NAME, tag);
		InboundColoring coloring = coloring(PeerTrust.everybody(), null);
		filter(coloring, this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.EMPTY);
		assertThat(this.seen.get().getHeader(InboundTag.NAME)).isNull();
		assertThat(coloring.invalidTags()).isEqualTo(1);
	}

	@Test
	void severalTagsAreNone() throws Exception {
		this.request.addHeader(InboundTag.NAME, "gray");
		this.request.addHeader(InboundTag.NAME, "blue");
		filter(coloring(PeerTrust.everybody(), null), this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.EMPTY);
	}

	@Test
	void asynchronousDispatchKeepsTheLaneOfTheRequest() throws Exception {
		this.request.addHeader(InboundTag.NAME, "gray");
		InboundColoring coloring = coloring(PeerTrust.everybody(), null);
		filter(coloring, this.request);
		this.inside = null;
		this.request.setDispatcherType(DispatcherType.ASYNC);
		this.request.removeHeader(InboundTag.NAME);
		filter(coloring, this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.ofLane("gray"));
		this.request.setDispatcherType(DispatcherType.ERROR);
		this.request.setAttribute("jakarta.servlet.error.request_uri", "/items");
		filter(coloring, this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.ofLane("gray"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-opensergo-traffic=gray", "a=b,X-OpenSergo-Traffic=gray",
			"x%2dopensergo-traffic=gray,x-opensergo-traffic=gray", "a=b;p, x-opensergo-traffic ;q=1" })
	void baggageOfUntrustedPeerIsTakenOffInAnySpelling(String baggage) throws Exception {
		this.request.setRemoteAddr("203.0.113.9");
		this.request.addHeader("Baggage", baggage);
		this.request.addHeader("Baggage", "c=d");
		this.request.addHeader("BAGGAGE", "x-opensergo-traffic=blue");
		filter(edge(), this.request);
		assertThat(this.inside).isSameAs(TrafficContext.EMPTY);
		assertThat(this.seen.get().getHeader("baggage")).endsWith("c=d").doesNotContainIgnoringCase("traffic");
		assertThat(Collections.list(this.seen.get().getHeaders("BAGGAGE"))).hasSize(1);
	}

	@Test
	void longBaggageOfUntrustedPeerIsTakenOff() throws Exception {
		this.request.setRemoteAddr("203.0.113.9");
		this.request.addHeader("baggage", "a=" + "v".repeat(100 * 1024) + ",x-opensergo-traffic=gray");
		InboundColoring coloring = edge();
		filter(coloring, this.request);
		assertThat(this.inside).isSameAs(TrafficContext.EMPTY);
		assertThat(this.seen.get().getHeader("baggage")).hasSize(2 + 100 * 1024);
		assertThat(coloring.invalidTags()).isOne();
	}

	@Test
	void repeatedHeaderOfUntrustedPeerIsTakenOff() throws Exception {
		this.request.setRemoteAddr("203.0.113.9");
		this.request.addHeader("X-OpenSergo-Traffic", "1");
		this.request.addHeader("x-opensergo-TRAFFIC", "2");
		filter(edge(), this.request);
		assertThat(this.inside).isSameAs(TrafficContext.EMPTY);
		assertThat(Collections.list(this.seen.get().getHeaderNames())).isEmpty();
		assertThat(this.seen.get().getIntHeader("X-OpenSergo-Traffic")).isEqualTo(-1);
		assertThat(this.seen.get().getDateHeader("X-OpenSergo-Traffic")).isEqualTo(-1);
	}

	@Test
	void headersOfTheListAreCarriedWhoeverSentThem() throws Exception {
		this.request.setRemoteAddr("203.0.113.9");
		this.request.addHeader("X-Tier", "gold");
		this.request.addHeader("Host", "shop.example.org");
		ContextHeaders headers = new ContextHeaders(new OutboundLane(null),
				new CarriedHeaders(List.of("x-*"), Set::of, new PropagationDrops()), BaggageMode.NEVER,
				new PropagationDrops());
		filter(new InboundColoring(this.engine, PeerTrust.only(List.of()), headers, () -> 0,
				new RoutingFailures(Clock.systemUTC())), this.request);
		assertThat(this.inside).isEqualTo(TrafficContext.of(null, Map.of("x-tier", "gold")));
		assertThat(this.request.getAttribute(TrafficContext.CARRIER_KEY)).isEqualTo(this.inside);
	}

	@Test
	void nothingIsSentBack() throws Exception {
		this.request.addHeader(InboundTag.NAME, "gray");
		this.request.addHeader("baggage", "a=b");
		MockHttpServletResponse response = new MockHttpServletResponse();
		new TrafficContextFilter(coloring(PeerTrust.everybody(), null)).doFilter(this.request, response,
				(passed, answered) -> {
				});
		assertThat(response.getHeaderNames()).isEmpty();
	}

	private InboundColoring edge() {
		return coloring(PeerTrust.only(List.of(AddressRange.parse("10.0.0.0/8"))), null);
	}

	private InboundColoring coloring(PeerTrust trust, @Nullable String ownLane) {
		return new InboundColoring(this.engine, trust, new ContextHeaders(new OutboundLane(ownLane)), () -> 0,
				new RoutingFailures(Clock.systemUTC()));
	}

	private void filter(InboundColoring coloring, HttpServletRequest request) throws Exception {
		new TrafficContextFilter(coloring).doFilter(request, new MockHttpServletResponse(), (passed, response) -> {
			this.seen.set((HttpServletRequest) passed);
			this.inside = TrafficContext.currentOrNull();
		});
	}

}
