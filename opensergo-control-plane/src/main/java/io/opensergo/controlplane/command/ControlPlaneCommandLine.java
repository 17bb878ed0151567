package io.opensergo.controlplane.command;

import java.io.InputStream;
import java.io.PrintWriter;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line: commands, exit codes and how failures are told. Every failure is one
 * line on the error stream.
 */
public final class ControlPlaneCommandLine {

	/**
	 * As wide as the longest line of an example.
	 */
	private static final int HELP_WIDTH = 110;

	private ControlPlaneCommandLine() {
	}

	/**
	 * Creates the command line.
	 * @param in the standard input
	 * @param out where answers go
	 * @param err where messages go
	 * @return the command line, to be executed once
	 */
	public static CommandLine create(InputStream in, PrintWriter out, PrintWriter err) {
		return new CommandLine(new RootCommand()).addSubcommand(new ServeCommand())
			.addSubcommand(new ValidateCommand())
			.addSubcommand(new RouteCommand(in))
			.addSubcommand(new ConvertCommand())
			.setUsageHelpWidth(HELP_WIDTH)
			.setCaseInsensitiveEnumValuesAllowed(true)
			.setOut(out)
			.setErr(err)
			.setParameterExceptionHandler(ControlPlaneCommandLine::usageFailure)
			.setExecutionExceptionHandler(ControlPlaneCommandLine::executionFailure);
	}

	private static int usageFailure(ParameterException ex, String[] args) {
		CommandLine command = ex.getCommandLine();
		String name = command.getCommandSpec().qualifiedName();
		command.getErr().println(singleLine(ex.getMessage()) + "; see " + name + " --help");
		return ExitCode.USAGE;
	}

	private static int executionFailure(Exception ex, CommandLine command, ParseResult parsed) {
		if (ex instanceof CommandFailedException failure) {
			command.getErr().println(singleLine(failure.getMessage()));
			return failure.exitCode();
		}
		command.getErr().println("Unexpected failure, please report it with this line: " + singleLine(ex.toString()));
		return ExitCode.FAILED;
	}

	private static String singleLine(@Nullable String message) {
		return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
	}

}
