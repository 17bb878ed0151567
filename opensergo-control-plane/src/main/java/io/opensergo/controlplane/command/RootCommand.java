package io.opensergo.controlplane.command;

import java.util.Objects;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command without a name: says what there is.
 */
@Command(name = "opensergo-control-plane", mixinStandardHelpOptions = true,
		versionProvider = RootCommand.ManifestVersion.class,
		description = "Serves, checks and explains OpenSergo traffic rules.", synopsisSubcommandLabel = "COMMAND",
		footerHeading = "%nExamples:%n",
		footer = { "  opensergo-control-plane validate rules/", "  opensergo-control-plane serve --rules rules/",
				"  opensergo-control-plane route --rules rules/ --requests requests.json",
				"  opensergo-control-plane convert --to istio rules/", "COMMAND --help shows the options of a command.",
				"", "Exit codes: 0 done, 1 rules rejected or work not possible, 2 wrong usage or input." })
final class RootCommand implements Callable<Integer> {

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() {
		throw new ParameterException(Objects.requireNonNull(this.spec).commandLine(),
				"Missing command: serve, validate, route or convert");
	}

	/**
	 * The version in the manifest of the jar.
	 */
	static final class ManifestVersion implements IVersionProvider {

		@Override
		public String[] getVersion() {
			String version = RootCommand.class.getPackage().getImplementationVersion();
			return new String[] { "opensergo-control-plane " + ((version != null) ? version : "(not packaged)") };
		}

	}

}
