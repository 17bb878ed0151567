package io.opensergo.controlplane.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

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
	void convertNamesRulesThatAreNotAboutRoutes() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.ROUTER + "---\n" + RuleTexts.THROTTLING);
		CommandRun run = CommandRun.of("convert", "--to", "opensergo", rules);
		assertThat(run.exitCode()).isZero();
		assertThat(run.out()).doesNotContain("ThrottlingStrategy");
		assertThat(run.errLines()).anyMatch((line) -> line.startsWith("note: ThrottlingStrategy")
				&& line.contains("queue is not about routes and is not converted"));
	}

	@Test
	void convertToIstioWritesWhatComesClosest() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.LANE);
		CommandRun run = CommandRun.of("convert", "--to", "istio", rules, "--service", "stock");
		assertThat(run.exitCode()).isZero();
		String[] documents = run.out().split("---\n");
		assertThat(documents).hasSize(3);
		assertThat(documents[1]).isEqualTo("""
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
				""");
		assertThat(documents[2]).isEqualTo("""
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
				        - headers:
				            baggage:
				              regex: (.*,)?\\s*x-opensergo-traffic\\s*=\\s*gray\\s*([,;].*)?
				          withoutHeaders:
				            x-opensergo-traffic: {}
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
		assertThat(run.errLines()).allMatch((line) -> line.startsWith("note: "));
		assertThat(run.err()).contains("knows no fallback", "knows no baseline", "--edge", "pass on the header");
	}

	@Test
	void convertToIstioColorsWithAFilterAtTheEntry() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.LANE);
		CommandRun run = CommandRun.of("convert", "--to", "istio", rules, "--service", "stock");
		Map<String, Object> filter = new Yaml().load(run.out().split("---\n")[0]);
		assertThat(filter).containsEntry("apiVersion", "networking.istio.io/v1alpha3")
			.containsEntry("kind", "EnvoyFilter")
			.containsEntry("metadata", Map.of("name", "opensergo-lane-entry-gray-lane", "namespace", "default"));
		Map<?, ?> spec = (Map<?, ?>) filter.get("spec");
		assertThat(spec.get("workloadSelector")).isEqualTo(Map.of("labels", Map.of("app", "gateway")));
		assertThat(spec.get("priority")).isEqualTo(10);
		List<?> patches = (List<?>) spec.get("configPatches");
		assertThat(patches).hasSize(2).allSatisfy((patch) -> {
			assertThat(patch).extracting("applyTo").isEqualTo("HTTP_FILTER");
			assertThat(patch).extracting("match.listener.filterChain.filter")
				.isEqualTo(Map.of("name", "envoy.filters.network.http_connection_manager", "subFilter",
						Map.of("name", "envoy.filters.http.router")));
			assertThat(patch).extracting("patch.operation").isEqualTo("INSERT_BEFORE");
			assertThat(patch).extracting("patch.value.name").isEqualTo("opensergo-lane-entry-gray-lane");
			assertThat(patch).extracting("patch.value.typed_config.@type")
				.isEqualTo("type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua");
			assertThat(patch).extracting("patch.value.typed_config.default_source_code.inline_string")
				.asString()
				.contains("if h:get(\"x-user-id\") == \"12345\" then\n    return \"gray\"",
						"function envoy_on_request(");
		});
		assertThat(patches).extracting("match.context").containsExactly("GATEWAY", "SIDECAR_INBOUND");
	}

	@Test
	void convertToIstioWhenTheEdgeIsNamedRemovesTagsThere() throws Exception {
		Path rules = write("rules.yaml", RuleTexts.LANE);
		CommandRun run = CommandRun.of("convert", "--to", "istio", rules, "--edge", "istio=ingressgateway,app=edge");
		Map<String, Object> filter = new Yaml().load(run.out().split("---\n")[0]);
		assertThat(filter).extracting("metadata.name").isEqualTo("opensergo-lane-edge");
		assertThat(filter).extracting("spec.workloadSelector.labels")
			.isEqualTo(Map.of("istio", "ingressgateway", "app", "edge"));
		assertThat(run.err()).doesNotContain("--edge");
		CommandRun refused = CommandRun.of("convert", "--to", "opensergo", rules, "--edge", "app=edge");
		assertThat(refused.exitCode()).isEqualTo(2);
		assertThat(refused.err()).contains("--edge is for --to istio");
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
