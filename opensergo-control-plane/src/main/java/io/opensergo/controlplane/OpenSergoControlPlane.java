package io.opensergo.controlplane;

import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import io.opensergo.controlplane.command.ControlPlaneCommandLine;

/**
 * The entry point of the executable jar.
 */
public final class OpenSergoControlPlane {

	private OpenSergoControlPlane() {
	}

	/**
	 * Runs one command and ends the process with its exit code.
	 * @param args the command and its arguments
	 */
	public static void main(String[] args) {
		System.exit(run(args, System.in, System.out, System.err));
	}

	private static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
		// Whatever the locale of the machine: JSON is UTF-8, and so are rule files.
		PrintWriter answers = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
		PrintWriter messages = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
		try (answers; messages) {
			return ControlPlaneCommandLine.create(in, answers, messages).execute(args);
		}
	}

}
