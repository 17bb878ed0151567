package io.opensergo.controlplane.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.opensergo.controlplane.report.RejectionFormat;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Checks rule files and shows all problems at once.
 */
@Command(name = "validate", mixinStandardHelpOptions = true,
		description = "Checks rule files. Prints one line per problem that begins with the path of the file; "
				+ "a summary goes to the error stream. Exits with 1 when a rule is rejected, warnings do not count.",
		footerHeading = "%nExamples:%n", footer = { "  opensergo-control-plane validate rules/",
				"  opensergo-control-plane validate order.yaml stock.yaml --format json" })
final class ValidateCommand implements Callable<Integer> {

	@Spec
	private @Nullable CommandSpec spec;

	@Parameters(arity = "1..*", paramLabel = "FILE-or-FOLDER",
			description = "Files, and folders that are searched for *.yaml, *.yml and *.json. "
					+ "Each holds CR documents or Envoy RouteConfigurations.")
	private List<Path> paths = List.of();

	@Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
			description = "${COMPLETION-CANDIDATES}, in any case (default: ${DEFAULT-VALUE}).")
	private RejectionFormat format = RejectionFormat.TEXT;

	@Override
	public Integer call() {
		CommandSpec command = Objects.requireNonNull(this.spec);
		LoadedRules rules = new RuleFiles().load(this.paths);
		List<Rejection> problems = rules.allProblems();
		PrintWriter out = command.commandLine().getOut();
		out.print(this.format.render(problems));
		out.flush();
		command.commandLine().getErr().println(summary(rules, problems));
		return (count(problems, Severity.ERROR) == 0) ? ExitCode.OK : ExitCode.FAILED;
	}

	private static String summary(LoadedRules rules, List<Rejection> problems) {
		return Plural.of(rules.files(), "file") + ": " + Plural.of(rules.size(), "valid rule") + ", "
				+ Plural.of(count(problems, Severity.ERROR), "error") + ", "
				+ Plural.of(count(problems, Severity.WARNING), "warning");
	}

	private static int count(List<Rejection> problems, Severity severity) {
		return (int) problems.stream().filter((problem) -> problem.severity() == severity).count();
	}

}
