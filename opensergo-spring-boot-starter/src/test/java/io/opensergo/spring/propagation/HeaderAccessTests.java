package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import feign.RequestTemplate;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpHeadersAccess}, {@link FeignHeadersAccess} and
 * {@link FeignTemplateAccess}.
 */
class HeaderAccessTests {

	private static final TrafficContext CONTEXT = TrafficContext.of("gray",
			Map.of("x-user-id", "{id}", "x-tier", "gold"));

	private final ContextHeaders headers = new ContextHeaders(new OutboundLane(null));

	@Test
	void contextIsWrittenOnHttpHeaders() {
		HttpHeaders carrier = new HttpHeaders();
		carrier.set("X-Tier", "silver");
		carrier.set("X-OpenSergo-Traffic", "no lane");
		check(carrier, HttpHeadersAccess.INSTANCE);
	}

	@Test
	void contextIsWrittenOnHeadersOfFeign() {
		Map<String, Collection<String>> carrier = new LinkedHashMap<>();
		carrier.put("X-Tier", List.of("silver"));
		carrier.put("X-OpenSergo-Traffic", List.of("no lane"));
		check(carrier, FeignHeadersAccess.INSTANCE);
	}

	@Test
	void contextIsWrittenOnTemplateOfFeignWithoutBeingOne() {
		RequestTemplate carrier = new RequestTemplate();
		carrier.header("X-Tier", "silver");
		carrier.header("X-OpenSergo-Traffic", "no/lane");
		carrier = carrier.resolve(Map.of("id", "filled in"));
		check(carrier, FeignTemplateAccess.INSTANCE);
	}

	private <C> void check(C carrier, HeaderAccess<C> access) {
		assertThat(access.names(carrier)).containsExactlyInAnyOrder("X-Tier", "X-OpenSergo-Traffic");
		this.headers.write(CONTEXT, carrier, access);
		assertThat(access.values(carrier, "x-opensergo-traffic")).containsExactly("gray");
		assertThat(access.values(carrier, "x-tier")).containsExactly("silver");
		assertThat(access.values(carrier, "x-user-id")).containsExactly("{id}");
		assertThat(access.values(carrier, "x-missing")).isNull();
		assertThat(access.names(carrier)).hasSize(3);
		access.remove(carrier, "x-tier");
		assertThat(access.values(carrier, "x-tier")).isNull();
		assertThat(access.names(carrier)).hasSize(2);
	}

}
