package io.opensergo.samples.fullchain.launcher;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SceneTable}.
 */
class SceneTableTests {

	@Test
	void ofAlignsColumnsAndMarksFailures() {
		String table = SceneTable.of(List.of(new Scene("short", "a", "b", true),
				new Scene("a longer title", "something", "something else", false)));
		assertThat(table.lines()).containsExactly("  #  scene           expected   observed",
				"  -  --------------  ---------  --------------  ----",
				"  1  short           a          b               OK",
				"  2  a longer title  something  something else  FAIL");
	}

}
