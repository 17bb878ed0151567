package io.opensergo.samples.chaos;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Decisions}.
 */
class DecisionsTests {

	private final Decisions decisions = new Decisions(List.of(doors(100), doors(200)));

	private static List<Integer> doors(int first) {
		return IntStream.rangeClosed(first, first + Rules.POISON).boxed().toList();
	}

	@BeforeEach
	void writeTwoGenerations() {
		this.decisions.nextGeneration();
		this.decisions.nextGeneration();
	}

	@Test
	void oldRulesAreRightUntilNewOnesWereSeen() {
		List<Integer> early = this.decisions.begin();
		this.decisions.end(early, "101 201");
		assertThat(this.decisions.areNewest()).isFalse();
		this.decisions.end(early, "102 202");
		assertThat(this.decisions.areNewest()).isTrue();
		this.decisions.end(early, "101 202");
		assertThat(this.decisions.wrong()).isZero();
	}

	@Test
	void oldRulesAfterNewOnesAreWrong() {
		this.decisions.end(this.decisions.begin(), "101 202");
		this.decisions.end(this.decisions.begin(), "102 201");
		assertThat(this.decisions.wrong()).isOne();
		assertThat(this.decisions.told()).singleElement().asString().contains("102 201");
	}

	@Test
	void rulesThatNobodyHasWrittenAreWrong() {
		this.decisions.end(this.decisions.begin(), "103 202");
		this.decisions.end(this.decisions.begin(), (100 + Rules.POISON) + " 202");
		this.decisions.end(this.decisions.begin(), "an error page");
		assertThat(this.decisions.wrong()).isEqualTo(3);
	}

}
