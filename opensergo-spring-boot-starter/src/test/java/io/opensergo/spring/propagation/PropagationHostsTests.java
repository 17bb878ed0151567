package io.opensergo.spring.propagation;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropagationHosts}.
 */
class PropagationHostsTests {

	private final PropagationHosts hosts = new PropagationHosts(List.of("api.example.org", "*.Internal.example.org"));

	@Test
	void testWhenHostIsOnTheListAllows() {
		assertThat(this.hosts.test("api.example.org")).isTrue();
		assertThat(this.hosts.test("API.example.org")).isTrue();
	}

	@Test
	void testWhenHostIsBelowWildcardAllows() {
		assertThat(this.hosts.test("a.internal.example.org")).isTrue();
		assertThat(this.hosts.test("a.b.internal.example.org")).isTrue();
	}

	@Test
	void testWhenHostOnlyLooksAlikeRefuses() {
		assertThat(this.hosts.test("internal.example.org")).isFalse();
		assertThat(this.hosts.test("evilinternal.example.org")).isFalse();
		assertThat(this.hosts.test("api.example.org.evil.com")).isFalse();
		assertThat(this.hosts.test(null)).isFalse();
	}

	@Test
	void emptyListAllowsNothing() {
		assertThat(new PropagationHosts(List.of()).test("localhost")).isFalse();
	}

}
