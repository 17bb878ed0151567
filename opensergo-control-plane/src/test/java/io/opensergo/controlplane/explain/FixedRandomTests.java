package io.opensergo.controlplane.explain;

import java.util.random.RandomGenerator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link FixedRandom}.
 */
class FixedRandomTests {

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.1, 0.5, 0.89999, 0.9, 0.9999999999 })
	void nextDoubleWhenAskedTwiceIsExactlyTheNumber(double value) {
		FixedRandom random = new FixedRandom(value);
		assertThat(random.nextDouble()).isEqualTo(value);
		assertThat(random.nextDouble()).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.1, 0.5, 0.9, 0.9999999999 })
	void nextLongWhenTurnedIntoADoubleIsTheNumber(double value) {
		FixedRandom random = new FixedRandom(value);
		RandomGenerator byLong = random::nextLong;
		assertThat(byLong.nextDouble()).isCloseTo(value, within(1e-15));
	}

}
