package io.opensergo.controlplane.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.SplittableRandom;

import io.opensergo.controlplane.explain.ExplainRequest;
import io.opensergo.controlplane.explain.Explainer;
import io.opensergo.controlplane.explain.Explanation;
import io.opensergo.controlplane.explain.InvalidRequestsException;
import io.opensergo.controlplane.explain.RequestReader;
import io.opensergo.controlplane.report.DecisionFormat;
import io.opensergo.controlplane.report.RejectionLine;
import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.HostRouter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Explains where requests go, as an application with the starter would decide.
 */
@Command(name = "route", mixinStandardHelpOptions = true,
		description = "Explains where requests go: reads rules and requests, prints the decisions that an application "
				+ "with the OpenSergo starter would take. Rejected rules are listed on the error stream; "
				+ "the others decide.",
		footerHeading = "%nExamples:%n",
		footer = { "  opensergo-control-plane route --rules rules/ --requests requests.json --format text",
				"  echo '{\"service\":\"stock\",\"headers\":{\"x-opensergo-traffic\":\"gray\"}}' \\",
				"    | opensergo-control-plane route --rules rules/ --requests - --caller app=order,version=v2", "",
				"A request, all keys but service are optional:",
				"  {\"service\":\"stock\",\"method\":\"GET\",\"scheme\":\"http\",\"authority\":\"stock\",",
				"   \"path\":\"/items?x=1\",\"headers\":{\"x-tier\":[\"gold\"]},\"random\":0.42}",
				"random from 0 up to, but not, 1 fixes the weighted choice (cumulative, in list order).", "",
				"When an Envoy RouteConfiguration is among the rules, the authority of a request picks the",
				"virtual host; where none has the authority, the CR rules of the service decide." })
final class RouteCommand implements Callable<Integer> {

	private static final Path STANDARD_INPUT = Path.of("-");

	private static final String UNKNOWN_APP = "unknown";

	private final InputStream in;

	@Spec
	private @Nullable CommandSpec spec;

	@Option(names = "--rules", required = true, arity = "1..*", paramLabel = "PATH",
			description = "Files or folders with CR documents or Envoy RouteConfigurations, as YAML or JSON.")
	private List<Path> rules = List.of();

	@Option(names = "--requests", required = true, paramLabel = "FILE|-",
			description = "A JSON array of requests, or a single one; - reads the standard input.")
	private Path requests = STANDARD_INPUT;

	@Option(names = "--caller", split = ",", paramLabel = "app=NAME,KEY=VALUE...", hideParamSyntax = true,
			description = "The application that calls, with its labels; namespace=NAME sets its namespace "
					+ "(default: the one that all rules share, else default).")
	private Map<String, String> caller = new LinkedHashMap<>();

	@Option(names = "--format", paramLabel = "FORMAT", defaultValue = "json",
			description = "${COMPLETION-CANDIDATES}, in any case (default: ${DEFAULT-VALUE}).")
	private DecisionFormat format = DecisionFormat.JSON;

	@Option(names = "--verbose", description = "Adds to each decision what every route said of the request, "
			+ "up to the one that matches.")
	private boolean verbose;

	RouteCommand(InputStream in) {
		this.in = in;
	}

	@Override
	public Integer call() {
		CommandSpec command = Objects.requireNonNull(this.spec);
		List<ExplainRequest> wanted = readRequests();
		LoadedRules loaded = loadRules();
		PrintWriter err = command.commandLine().getErr();
		loaded.rejections().forEach((rejection) -> err.println(RejectionLine.of(rejection)));
		String answers = this.format.render(explain(loaded, wanted));
		PrintWriter out = command.commandLine().getOut();
		out.print(answers);
		out.flush();
		return ExitCode.OK;
	}

	private List<ExplainRequest> readRequests() {
		boolean standardInput = this.requests.equals(STANDARD_INPUT);
		String source = standardInput ? "standard input" : this.requests.toString();
		try {
			String text = standardInput ? new String(this.in.readAllBytes(), StandardCharsets.UTF_8)
					: Files.readString(this.requests);
			return new RequestReader(source).read(text);
		}
		catch (InvalidRequestsException ex) {
			throw new CommandFailedException(ExitCode.USAGE, String.valueOf(ex.getMessage()));
		}
		catch (IOException ex) {
			throw new CommandFailedException(ExitCode.USAGE,
					source + ": requests cannot be read (" + FileProblem.of(ex) + "); check the path after --requests");
		}
	}

	private LoadedRules loadRules() {
		for (Path path : this.rules) {
			if (!Files.exists(path)) {
				throw new CommandFailedException(ExitCode.FAILED,
						path + ": no such file or folder; check the path after --rules");
			}
		}
		return new RuleFiles().load(this.rules);
	}

	private List<Explanation> explain(LoadedRules loaded, List<ExplainRequest> wanted) {
		Explainer explainer = explainer(loaded);
		List<Explanation> explanations = new ArrayList<>();
		for (ExplainRequest request : wanted) {
			Explanation explanation = explainer.explain(request);
			explanations.add(this.verbose ? explanation : explanation.withoutTrace());
		}
		return explanations;
	}

	private Explainer explainer(LoadedRules loaded) {
		Caller caller = caller(loaded);
		RandomGenerator random = new SplittableRandom();
		CompiledRules services = loaded.compile(caller);
		if (loaded.routeConfigurations().isEmpty()) {
			return Explainer.byService(services, random);
		}
		HostRouter router = HostRouter.of(loaded.routeConfigurations(), caller);
		return Explainer.byAuthority(router, loaded.hasServiceRules() ? services : null, random);
	}

	private Caller caller(LoadedRules loaded) {
		Map<String, String> labels = new LinkedHashMap<>(this.caller);
		String namespace = labels.remove("namespace");
		String app = labels.getOrDefault("app", UNKNOWN_APP);
		return Caller.of(app, (namespace != null) ? namespace : loaded.commonNamespace(), labels);
	}

}
