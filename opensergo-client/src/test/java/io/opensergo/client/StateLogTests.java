package io.opensergo.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StateLog}.
 */
class StateLogTests {

	private final AtomicLong now = new AtomicLong(7);

	private final Logger logger = (Logger) LoggerFactory.getLogger("state-log-tests");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final StateLog log = new StateLog(this.logger, this.now::get);

	@BeforeEach
	void listen() {
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setAdditive(false);
		this.logger.setLevel(ch.qos.logback.classic.Level.INFO);
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.appender);
	}

	@Test
	void logWritesEachOfAFewLines() {
		this.log.log(Level.INFO, "one");
		this.log.log(Level.WARN, "two");
		assertThat(messages()).containsExactly("one", "two");
	}

	@Test
	void logThrottlesAFloodAndTellsHowMuch() {
		for (int i = 0; i < 100; i++) {
			this.log.log(Level.WARN, "flap");
		}
		assertThat(messages()).hasSize(StateLog.BURST);
		this.now.addAndGet(StateLog.REFILL_NANOS);
		this.log.log(Level.WARN, "flap");
		this.log.log(Level.WARN, "flap");
		assertThat(messages()).hasSize(StateLog.BURST + 1).last().asString().contains("94 messages");
	}

	private List<String> messages() {
		return new ArrayList<>(this.appender.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

}
