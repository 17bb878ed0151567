package io.opensergo.core.match;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.opensergo.core.match.ExactIndex.ExactValue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExactIndex}.
 */
class ExactIndexTests {

	@Test
	void ofFewAlternativesScansAll() {
		ExactIndex<String> index = ExactIndex.of(alternatives(8));
		assertThat(index.scanned()).hasSize(8);
		assertThat(index.attributes()).isZero();
	}

	@Test
	void ofManyAlternativesLooksUpTheRarestValue() {
		ExactIndex<String> index = ExactIndex.of(alternatives(100));
		assertThat(index.scanned()).isEmpty();
		assertThat(index.attributes()).isEqualTo(1);
		assertThat(index.attribute(0)).isEqualTo("path");
		assertThat(index.positions(0, "/42")).containsExactly(42);
		assertThat(index.positions(0, "/none")).isEmpty();
		assertThat(index.positions(0, null)).isEmpty();
	}

	@Test
	void ofAlternativesWithoutExactValueScansThem() {
		List<List<ExactValue<String>>> alternatives = new ArrayList<>(alternatives(20));
		alternatives.add(7, List.of());
		ExactIndex<String> index = ExactIndex.of(alternatives);
		assertThat(index.scanned()).containsExactly(7);
		assertThat(index.positions(0, "/7")).containsExactly(8);
	}

	@Test
	void ofManyAttributesLooksUpFourAndScansTheRest() {
		List<List<ExactValue<String>>> alternatives = IntStream.range(0, 20)
			.mapToObj((i) -> List.of(new ExactValue<>("header-" + i % 5, String.valueOf(i))))
			.toList();
		ExactIndex<String> index = ExactIndex.of(alternatives);
		assertThat(index.attributes()).isEqualTo(4);
		assertThat(index.scanned()).containsExactly(4, 9, 14, 19);
	}

	private static List<List<ExactValue<String>>> alternatives(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> List.of(new ExactValue<>("method", "GET"), new ExactValue<>("path", "/" + i)))
			.toList();
	}

}
