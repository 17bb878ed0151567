package io.opensergo.controlplane.boot;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;

import io.opensergo.controlplane.server.ServerOptions;
import org.jspecify.annotations.Nullable;

/**
 * What is served where.
 *
 * @param rules the folder with the rules, or a single file
 * @param server where to listen, and for whom
 * @param management where health and meters are shown, {@code null} for nowhere
 * @param logFormat how log lines look
 */
public record ServeOptions(Path rules, ServerOptions server, @Nullable InetSocketAddress management,
		LogFormat logFormat) {

	public ServeOptions {
		Objects.requireNonNull(rules, "rules");
		Objects.requireNonNull(server, "server");
		Objects.requireNonNull(logFormat, "logFormat");
	}

	/**
	 * Rules for everybody who can connect, nothing shown, plain log lines.
	 * @param rules the folder with the rules, or a single file
	 * @param address where to listen
	 * @return the options
	 */
	static ServeOptions of(Path rules, InetSocketAddress address) {
		return new ServeOptions(rules, ServerOptions.of(address), null, LogFormat.TEXT);
	}

	/**
	 * How log lines look.
	 */
	public enum LogFormat {

		/**
		 * For people.
		 */
		TEXT,

		/**
		 * One JSON object a line, in the format of Logstash.
		 */
		JSON

	}

}
