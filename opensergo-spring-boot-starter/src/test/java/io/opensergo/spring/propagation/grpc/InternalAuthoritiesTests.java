package io.opensergo.spring.propagation.grpc;

import java.util.List;

import io.opensergo.spring.propagation.PropagationHosts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InternalAuthorities}.
 */
class InternalAuthoritiesTests {

	private final InternalAuthorities authorities = new InternalAuthorities(
			new PropagationHosts(List.of("stock.example.com", "*.prod.example.com")));

	@ParameterizedTest
	@ValueSource(strings = { "stock", "stock:9090", "order-v2", "localhost:9090", "stock.prod.svc.cluster.local:9090",
			"stock.prod.svc", "db.internal", "printer.local.", "127.0.0.1:9090", "10.1.2.3", "192.168.1.1:1",
			"[::1]:9090", "[fd00::1]", "::1", "STOCK.example.com:443", "a.prod.example.com" })
	void containsServicesOfOurOwn(String authority) {
		assertThat(this.authorities.contains(authority)).isTrue();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", ":9090", "api.example.com:443", "example.com", "8.8.8.8", "8.8.8.8:443",
			"[2001:db8::1]:443", "2001:db8::1", "134744072", "134744072:443", "0x08080808", "localhost.example.com",
			"svc.example.com", "stock@api.example.com", "[", "[]" })
	void containsNothingElse(String authority) {
		assertThat(this.authorities.contains(authority)).isFalse();
	}

}
