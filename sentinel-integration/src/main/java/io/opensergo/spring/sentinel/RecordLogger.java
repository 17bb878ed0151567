package io.opensergo.spring.sentinel;

import com.alibaba.csp.sentinel.log.LogTarget;
import com.alibaba.csp.sentinel.log.Logger;
import com.alibaba.csp.sentinel.log.RecordLog;
import org.slf4j.LoggerFactory;

/**
 * Writes what Sentinel records to SLF4J, under the name {@value #NAME}, instead of to
 * files of its own. Made by Sentinel; a logger of the application that is found first
 * wins.
 */
@LogTarget(RecordLog.LOGGER_NAME)
public class RecordLogger implements Logger {

	/**
	 * The name of the logger.
	 */
	public static final String NAME = "com.alibaba.csp.sentinel.record";

	private static final String NO_EXTENSION = "No SPI configuration file";

	private final org.slf4j.Logger logger;

	/**
	 * Creates a logger.
	 */
	public RecordLogger() {
		this(NAME);
	}

	RecordLogger(String name) {
		this.logger = LoggerFactory.getLogger(name);
	}

	@Override
	public void info(String format, Object... arguments) {
		// Sentinel says much when it starts and when rules change
		this.logger.debug(format, arguments);
	}

	@Override
	public void info(String msg, Throwable e) {
		this.logger.info(msg, e);
	}

	@Override
	public void warn(String format, Object... arguments) {
		if (format.startsWith(NO_EXTENSION)) {
			// that nobody extends Sentinel worries nobody
			this.logger.debug(format, arguments);
			return;
		}
		this.logger.warn(format, arguments);
	}

	@Override
	public void warn(String msg, Throwable e) {
		this.logger.warn(msg, e);
	}

	@Override
	public void trace(String format, Object... arguments) {
		this.logger.trace(format, arguments);
	}

	@Override
	public void trace(String msg, Throwable e) {
		this.logger.trace(msg, e);
	}

	@Override
	public void debug(String format, Object... arguments) {
		this.logger.debug(format, arguments);
	}

	@Override
	public void debug(String msg, Throwable e) {
		this.logger.debug(msg, e);
	}

	@Override
	public void error(String format, Object... arguments) {
		this.logger.error(format, arguments);
	}

	@Override
	public void error(String msg, Throwable e) {
		this.logger.error(msg, e);
	}

}
