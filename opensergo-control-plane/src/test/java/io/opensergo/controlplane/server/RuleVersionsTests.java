package io.opensergo.controlplane.server;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RuleVersions}.
 */
class RuleVersionsTests {

	private final Instant start = Instant.parse("2026-11-23T10:00:00Z");

	@Test
	void nextWhenTheClockStandsStillGrows() {
		RuleVersions versions = new RuleVersions(Clock.fixed(this.start, ZoneOffset.UTC));
		assertThat(versions.next()).isEqualTo(this.start.toEpochMilli());
		assertThat(versions.next()).isEqualTo(this.start.toEpochMilli() + 1);
	}

	@Test
	void nextWhenTheClockIsSetBackGrows() {
		AtomicReference<Instant> now = new AtomicReference<>(this.start);
		Clock clock = mock(Clock.class);
		given(clock.millis()).willAnswer((call) -> now.get().toEpochMilli());
		RuleVersions versions = new RuleVersions(clock);
		long before = versions.next();
		now.set(this.start.minusSeconds(3600));
		assertThat(versions.next()).isGreaterThan(before);
	}

	@Test
	void nextWhenTheProcessIsRestartedIsNotLower() {
		long before = new RuleVersions(Clock.fixed(this.start, ZoneOffset.UTC)).next();
		Clock later = Clock.fixed(this.start.plusSeconds(1), ZoneOffset.UTC);
		assertThat(new RuleVersions(later).next()).isGreaterThan(before);
	}

}
