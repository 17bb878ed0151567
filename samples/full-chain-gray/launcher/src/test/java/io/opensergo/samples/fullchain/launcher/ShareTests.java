package io.opensergo.samples.fullchain.launcher;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Share}.
 */
class ShareTests {

	@Test
	void isWithinWhenHitsAreAtTheBoundsIsTrue() {
		// 2000 draws at 10 %: mean 200, deviation 13.42, three of them 40.25
		assertThat(new Share(160, 2000).isWithin(0.1, 3)).isTrue();
		assertThat(new Share(240, 2000).isWithin(0.1, 3)).isTrue();
	}

	@Test
	void isWithinWhenHitsAreOutsideTheBoundsIsFalse() {
		assertThat(new Share(159, 2000).isWithin(0.1, 3)).isFalse();
		assertThat(new Share(241, 2000).isWithin(0.1, 3)).isFalse();
	}

	@Test
	void isWithinWhenProbabilityIsZeroAllowsNoHit() {
		assertThat(new Share(0, 100).isWithin(0, 3)).isTrue();
		assertThat(new Share(1, 100).isWithin(0, 3)).isFalse();
	}

	@Test
	void toStringShowsPercentAndCounts() {
		assertThat(new Share(207, 2000)).hasToString("10.4 % (207 of 2000)");
		assertThat(new Share(207, 2000).allowed(0.1, 3)).isEqualTo("8.0 to 12.0 %");
	}

	@Test
	void createWhenHitsExceedTotalRejects() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Share(2, 1)).withMessageContaining("2 of 1");
		assertThatIllegalArgumentException().isThrownBy(() -> new Share(0, 0));
	}

}
