package io.opensergo.spring.sentinel;

import com.alibaba.csp.sentinel.log.LogTarget;

/**
 * Writes what the transport of Sentinel says to SLF4J, under the name {@value #NAME}.
 * Made by Sentinel.
 */
@LogTarget(CommandCenterLogger.TARGET)
public final class CommandCenterLogger extends RecordLogger {

	/**
	 * The name of the logger.
	 */
	public static final String NAME = "com.alibaba.csp.sentinel.command";

	/**
	 * The name that Sentinel's transport has for its log.
	 */
	static final String TARGET = "sentinelCommandCenterLogger";

	/**
	 * Creates a logger.
	 */
	public CommandCenterLogger() {
		super(NAME);
	}

}
