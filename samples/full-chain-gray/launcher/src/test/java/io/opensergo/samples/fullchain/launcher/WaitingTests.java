package io.opensergo.samples.fullchain.launcher;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Waiting}.
 */
class WaitingTests {

	private final Waiting waiting = new Waiting(Duration.ofSeconds(10), Duration.ofMillis(1));

	@Test
	void untilAsksAgainWhenTheAnswerIsFalseOrAnException() {
		AtomicInteger questions = new AtomicInteger();
		this.waiting.until("it is there", () -> {
			if (questions.incrementAndGet() == 1) {
				throw new IllegalStateException("not yet");
			}
			return questions.get() == 3;
		});
		assertThat(questions).hasValue(3);
	}

	@Test
	void untilWhenPatienceIsOverSaysWhatWasMissed() {
		Waiting impatient = new Waiting(Duration.ZERO, Duration.ofMillis(1));
		assertThatExceptionOfType(DemoException.class).isThrownBy(() -> impatient.until("it is there", () -> false))
			.withMessage("waited 0 s in vain until it is there");
	}

	@Test
	void untilWhenTheDemoCannotGoOnEnds() {
		assertThatExceptionOfType(DemoException.class).isThrownBy(() -> this.waiting.until("it is there", () -> {
			throw new DemoException("dead");
		})).withMessage("dead");
	}

}
