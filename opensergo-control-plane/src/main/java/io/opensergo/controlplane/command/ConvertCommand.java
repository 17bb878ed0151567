package io.opensergo.controlplane.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

import io.opensergo.controlplane.convert.ConvertedDocuments;
import io.opensergo.controlplane.report.RejectionLine;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.rule.Rejection.Severity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes lanes as the routes that they mean.
 */
@Command(name = "convert", mixinStandardHelpOptions = true,
		description = "Writes traffic lanes as the routes that they mean, for what knows routes only. The services are "
				+ "those that routers and workloads name, and those after --service. What the target cannot express "
				+ "is told on the error stream. Exits with 1, and writes nothing, when a rule is rejected.",
		footerHeading = "%nExamples:%n",
		footer = { "  opensergo-control-plane convert --to opensergo rules/",
				"  opensergo-control-plane convert --to istio lane.yaml --service stock,order --out istio/",
				"  opensergo-control-plane convert --to istio lane.yaml --edge app=gateway" })
final class ConvertCommand implements Callable<Integer> {

	private static final Path STANDARD_OUTPUT = Path.of("-");

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--to", required = true, paramLabel = "TARGET",
			description = "${COMPLETION-CANDIDATES}, in any case.")
	private ConversionTarget target = ConversionTarget.OPENSERGO;

	@Option(names = "--service", split = ",", paramLabel = "NAME", hideParamSyntax = true,
			description = "More services that lanes lead to, separated by commas.")
	private List<String> services = List.of();

	@Option(names = "--edge", split = ",", paramLabel = "LABEL=VALUE", hideParamSyntax = true,
			description = "With --to istio: the labels of the workloads at the edge, separated by commas. There, lanes "
					+ "that requests from outside bring along are removed.")
	private Map<String, String> edge = new LinkedHashMap<>();

	@Option(names = "--out", paramLabel = "DIR|-", defaultValue = "-",
			description = "The folder to write one file per document into; - writes to the standard output "
					+ "(default: ${DEFAULT-VALUE}).")
	private Path out = STANDARD_OUTPUT;

	@Parameters(arity = "1..*", paramLabel = "FILE-or-FOLDER", description = "Files and folders with CR documents.")
	private List<Path> paths = List.of();

	@Override
	public Integer call() {
		CommandSpec command = Objects.requireNonNull(this.spec);
		PrintWriter err = command.commandLine().getErr();
		if (!this.edge.isEmpty() && this.target != ConversionTarget.ISTIO) {
			throw new CommandFailedException(ExitCode.USAGE,
					"--edge is for --to istio: OpenSergo applications know by themselves whether they are an edge");
		}
		LoadedRules loaded = new RuleFiles().load(this.paths);
		loaded.rejections().forEach((rejection) -> err.println(RejectionLine.of(rejection)));
		if (loaded.rejections().stream().anyMatch((rejection) -> rejection.severity() == Severity.ERROR)) {
			throw new CommandFailedException(ExitCode.FAILED,
					"Nothing was converted, because rules are rejected; mend them and convert again");
		}
		Set<String> notes = new LinkedHashSet<>();
		Map<String, String> documents = new LinkedHashMap<>();
		for (String namespace : loaded.namespaces()) {
			ConvertedDocuments converted = this.target.convert(loaded.rules(), namespace, this.services, this.edge);
			converted.documents().forEach((name, text) -> documents.put(namespace + "-" + name, text));
			notes.addAll(converted.notes());
		}
		loaded.rules()
			.stream()
			.filter((rule) -> ProtectionPlan.KINDS.contains(rule.kind()))
			.forEach((rule) -> notes.add(rule.id() + " is not about routes and is not converted; keep its document"));
		write(documents, command.commandLine().getOut());
		notes.forEach((note) -> err.println("note: " + note));
		return ExitCode.OK;
	}

	private void write(Map<String, String> documents, PrintWriter standardOutput) {
		if (this.out.equals(STANDARD_OUTPUT)) {
			standardOutput.print(String.join("---\n", new ArrayList<>(documents.values())));
			standardOutput.flush();
			return;
		}
		try {
			Files.createDirectories(this.out);
			for (Map.Entry<String, String> document : documents.entrySet()) {
				Files.writeString(this.out.resolve(document.getKey() + ".yaml"), document.getValue());
			}
		}
		catch (IOException ex) {
			throw new CommandFailedException(ExitCode.FAILED,
					this.out + ": cannot be written (" + FileProblem.of(ex) + "); check the path after --out");
		}
	}

}
