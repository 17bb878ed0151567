package io.opensergo.core.yaml;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Spelling}.
 */
class SpellingTests {

	@ParameterizedTest
	@CsvSource({ "exat, exact", "wieght, weight", "EXACT, exact", "weights, weight", "prefx, prefix" })
	void closestFindsTheWordThatWasMeant(String word, String expected) {
		assertThat(Spelling.closest(word, List.of("regex", "exact", "weight", "prefix"))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "banana", "x", "''" })
	void closestWhenNothingIsCloseGivesNull(String word) {
		assertThat(Spelling.closest(word, List.of("exact", "weight"))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "abc, abc, 0", "abc, acb, 1", "abc, ab, 1", "abc, xbc, 1", "kitten, sitting, 3", "'', abc, 3" })
	void distanceCountsEdits(String left, String right, int expected) {
		assertThat(Spelling.distance(left, right)).isEqualTo(expected);
	}

}
