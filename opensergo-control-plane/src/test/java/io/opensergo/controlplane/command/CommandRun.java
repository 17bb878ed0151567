package io.opensergo.controlplane.command;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One run of the command line inside the test process.
 *
 * @param exitCode the exit code
 * @param out what was printed
 * @param err what was said on the error stream
 */
record CommandRun(int exitCode, String out, String err) {

	static CommandRun of(Object... args) {
		return withInput("", args);
	}

	static CommandRun withInput(String input, Object... args) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		String[] words = List.of(args).stream().map(Object::toString).toArray(String[]::new);
		int exitCode = ControlPlaneCommandLine
			.create(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), new PrintWriter(out),
					new PrintWriter(err, true))
			.execute(words);
		return new CommandRun(exitCode, out.toString(), err.toString());
	}

	List<String> outLines() {
		return this.out.lines().toList();
	}

	List<String> errLines() {
		return this.err.lines().toList();
	}

}
