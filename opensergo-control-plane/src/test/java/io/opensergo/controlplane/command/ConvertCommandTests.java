package io.opensergo.controlplane.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConvertCommand}.
 */
class ConvertCommandTests {

	@TempDir
	private Path folder;

	@Test
	void convertToOpenSergoWritesRulesThatRouteTheSame() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER + "---\n" + RuleTexts.LANE);
		CommandRun run = CommandRun.of("convert", "--to", "opensergo", rules, "--service", "order");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).contains("name: stock-router", "name: lane-gray-gold", "name: opensergo-lane-order")
			.doesNotContain("TrafficLane");
		assertThat(run.errLines()).allMatch((line) -> line.startsWith("note: "));
		Path converted = write("converted.yaml", run.out());
		assertThat(CommandRun.of("validate", converted).exitCode()).isZero();
		String request = "{\"service\":\"stock\",\"headers\":{\"x-opensergo-traffic\":\"gray\",\"x-tier\":\"gold\"},\"random\":0.95}";
		CommandRun route = CommandRun.withInput(request, "route", "--verbose", "--rules", converted, "--requests", "-");
		assertThat(route.out()).contains("\"route\": \"lane-gray-gold\"");
	}

	@Test
	void convertToIstioTellsWhatIstioCannotExpress() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.LANE);
		CommandRun run = CommandRun.of("convert", "--to", "istio", rules, "--service", "stock");
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).isEqualTo("""
				apiVersion: networking.istio.io/v1
				kind: DestinationRule
				metadata:
				  name: opensergo-lane-stock
				  namespace: default
				spec:
				  host: stock
				  subsets:
				    - name: base
				      labels:
				        opensergo.io/lane: base
				    - name: gray
				      labels:
				        opensergo.io/lane: gray
				---
				apiVersion: networking.istio.io/v1
				kind: VirtualService
				metadata:
				  name: opensergo-lane-stock
				  namespace: default
				spec:
				  hosts:
				    - stock
				  http:
				    - name: lane-gray
				      match:
				        - headers:
				            x-opensergo-traffic:
				              exact: gray
				      route:
				        - destination:
				            host: stock
				            subset: gray
				    - name: baseline
				      route:
				        - destination:
				            host: stock
				            subset: base
				""");
		assertThat(run.err()).contains("coloring is not converted", "knows no fallback", "knows no baseline");
	}

	@Test
	void convertWhenOutIsAFolderWritesAFilePerDocument() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.LANE);
		Path out = this.folder.resolve("new/out");
		CommandRun run = CommandRun.of("convert", "--to", "opensergo", rules, "--service", "stock", "--out", out);
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).isEmpty();
		try (Stream<Path> files = Files.list(out)) {
			assertThat(files.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder(
					"default-trafficrouter-opensergo-lane-stock.yaml",
					"default-virtualworkload-opensergo-lane-stock.yaml");
		}
	}

	@Test
	void convertWhenARuleIsRejectedWritesNothing() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.BROKEN_ROUTER + "---\n" + RuleTexts.LANE);
		CommandRun run = CommandRun.of("convert", "--to", "opensergo", rules);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).isEmpty();
		assertThat(run.err()).contains("htttp", "Nothing was converted");
	}

	private Path write(String name, String text) throws IOException {
		return Files.writeString(this.folder.resolve(name), text);
	}

}
