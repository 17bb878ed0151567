package io.opensergo.controlplane.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ValidateCommand}.
 */
class ValidateCommandTests {

	@TempDir
	private Path folder;

	@Test
	void validateWhenAllIsGoodPrintsNothingAndExitsWith0() throws Exception {
		write("a.yaml", RuleTexts.ROUTER);
		write("sub/b.yml", RuleTexts.LANE);
		write("sub/c.json", RuleTexts.ENVOY);
		CommandRun run = CommandRun.of("validate", this.folder);
		assertThat(run.out()).isEmpty();
		assertThat(run.exitCode()).isZero();
		assertThat(run.err()).isEqualTo("3 files: 4 valid rules, 0 errors, 0 warnings\n");
	}

	@Test
	void validateTakesEveryKindOfFaultTolerance() throws Exception {
		write("a.yaml", RuleTexts.PROTECTION);
		CommandRun run = CommandRun.of("validate", this.folder);
		assertThat(run.out()).isEmpty();
		assertThat(run.exitCode()).isZero();
		assertThat(run.err()).isEqualTo("1 file: 7 valid rules, 0 errors, 0 warnings\n");
	}

	@Test
	void validateWhenDocumentsAreBadShowsAllProblemsAtOnce() throws Exception {
		Path one = write("one.yaml", RuleTexts.ROUTER + "---\n" + RuleTexts.BROKEN_ROUTER);
		Path other = write("other.yaml", "kind: TrafficLane\n");
		CommandRun run = CommandRun.of("validate", one, other);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.outLines()).anyMatch((line) -> line.startsWith(one + ":") && line.contains("htttp"))
			.anyMatch((line) -> line.startsWith(one + ":") && line.contains("weight"))
			.anyMatch((line) -> line.startsWith(other + ":"))
			.allMatch((line) -> line.startsWith(one + ":") || line.startsWith(other + ":"));
		assertThat(run.errLines()).singleElement().asString().startsWith("2 files: 2 valid rules, ");
	}

	@Test
	void validateWhenThereAreOnlyWarningsPrintsThemAndExitsWith0() throws Exception {
		Path file = write("deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n");
		CommandRun run = CommandRun.of("validate", file);
		assertThat(run.exitCode()).isZero();
		assertThat(run.outLines()).singleElement().asString().startsWith(file + ":").contains("warning");
		assertThat(run.err()).isEqualTo("1 file: 0 valid rules, 0 errors, 1 warning\n");
	}

	@Test
	void validateWhenDocumentsContradictEachOtherWarnsWithTheFile() throws Exception {
		Path file = write("a.yaml", RuleTexts.ROUTER.replace("{name: v2, labels: {version: v2}}", "{name: v3}"));
		CommandRun run = CommandRun.of("validate", file);
		assertThat(run.exitCode()).isZero();
		assertThat(run.outLines()).isNotEmpty()
			.allMatch((line) -> line.startsWith(file + ":"))
			.anyMatch((line) -> line.contains("warning") && line.contains("v2"));
	}

	@Test
	void validateWhenTheSameRuleIsInTwoFilesRejectsTheSecond() throws Exception {
		Path first = write("a.yaml", RuleTexts.LANE);
		Path second = write("b.yaml", RuleTexts.LANE);
		CommandRun run = CommandRun.of("validate", this.folder);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.outLines()).singleElement()
			.asString()
			.startsWith(second + ":1:1: error: TrafficLane default/gray-lane: ")
			.contains(first.toString());
	}

	@Test
	void validateWhenPathIsMissingNamesIt() {
		Path missing = this.folder.resolve("none.yaml");
		CommandRun run = CommandRun.of("validate", missing);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.outLines()).singleElement()
			.asString()
			.startsWith(missing + ": error: ")
			.contains("no such file");
	}

	@Test
	void validateWhenFileIsNotUtf8SaysSo() throws Exception {
		Path file = this.folder.resolve("a.yaml");
		Files.write(file, new byte[] { 'a', ':', ' ', (byte) 0xff, (byte) 0xfe });
		CommandRun run = CommandRun.of("validate", file);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.outLines()).singleElement().asString().startsWith(file + ": error: ").contains("UTF-8");
	}

	@Test
	void validateWhenFolderHasNoRuleFilesWarns() throws Exception {
		write("readme.txt", "x");
		write(".hidden/a.yaml", RuleTexts.BROKEN_ROUTER);
		CommandRun run = CommandRun.of("validate", this.folder);
		assertThat(run.exitCode()).isZero();
		assertThat(run.outLines()).singleElement().asString().startsWith(this.folder + ": warning: ");
	}

	@Test
	void validateWhenRouteConfigurationIsBadIsAsStrictAsEnvoy() throws Exception {
		Path file = write("a.yaml",
				RuleTexts.LANE + "---\n" + RuleTexts.ENVOY.replace("match: {prefix: /v2}", "match: {}"));
		CommandRun run = CommandRun.of("validate", file);
		assertThat(run.exitCode()).isEqualTo(1);
		int line = (int) RuleTexts.LANE.lines().count() + 2;
		assertThat(run.outLines()).singleElement()
			.asString()
			.startsWith(file + ":" + line + ":1: error: ")
			.contains("virtual_hosts[0].routes[0]");
	}

	@Test
	void validateWhenRouteConfigurationStandsBetweenRulesKeepsTheirLines() throws Exception {
		Path file = write("a.yaml", RuleTexts.ENVOY + "---\n" + RuleTexts.BROKEN_ROUTER);
		CommandRun run = CommandRun.of("validate", file);
		int line = (int) RuleTexts.ENVOY.lines().count() + 1 + 6;
		assertThat(run.outLines())
			.anyMatch((text) -> text.startsWith(file + ":" + line + ":3: ") && text.contains("htttp"));
		assertThat(run.errLines()).singleElement().asString().startsWith("1 file: 1 valid rule, ");
	}

	@Test
	void validateWhenRouteConfigurationHasADuplicateKeyNamesTheLine() throws Exception {
		Path file = write("a.yaml", "# comment\nvirtual_hosts:\n- name: x\n  name: y\n");
		CommandRun run = CommandRun.of("validate", file);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.outLines()).singleElement().asString().contains("found duplicate key name in line 4");
	}

	@Test
	void validateWhenRouteConfigurationIsJsonWithTabsReadsIt() throws Exception {
		Path file = write("a.json", """
				{
				\t"virtualHosts": [{"name": "a", "domains": ["a"],
				\t\t"routes": [{"match": {"prefix": "/"}, "route": {"cluster": "c"}}]}]
				}
				""");
		CommandRun run = CommandRun.of("validate", file);
		assertThat(run.out()).isEmpty();
		assertThat(run.exitCode()).isZero();
	}

	@Test
	void validateWhenFormatIsJsonPrintsAnArray() throws Exception {
		write("a.yaml", RuleTexts.BROKEN_ROUTER);
		CommandRun run = CommandRun.of("validate", "--format", "json", this.folder);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.out()).startsWith("[\n").contains("\"severity\": \"error\"", "\"path\": \"spec.htttp\"");
		write("a.yaml", RuleTexts.LANE);
		JSONAssert.assertEquals("[]", CommandRun.of("validate", "--format", "json", this.folder).out(),
				JSONCompareMode.STRICT);
	}

	@ParameterizedTest
	@MethodSource("ownRules")
	void validateShowsOurOwnRulesAsTextAndJson(String text, String severity, String path, String reason)
			throws Exception {
		Path file = write("a.yaml", text);
		int exitCode = severity.equals("error") ? 1 : 0;
		CommandRun asText = CommandRun.of("validate", file);
		assertThat(asText.exitCode()).isEqualTo(exitCode);
		assertThat(asText.outLines()).singleElement()
			.asString()
			.startsWith(file + ":")
			.contains(": " + severity + ": ", path, reason, "; ");
		CommandRun asJson = CommandRun.of("validate", "--format", "json", file);
		assertThat(asJson.exitCode()).isEqualTo(exitCode);
		List<Map<String, Object>> problems = new Yaml().load(asJson.out());
		assertThat(problems).singleElement(InstanceOfAssertFactories.MAP)
			.containsEntry("severity", severity)
			.containsEntry("path", path)
			.hasEntrySatisfying("reason", (value) -> assertThat(value).asString().contains(reason))
			.hasEntrySatisfying("fix", (value) -> assertThat(value).asString().isNotEmpty())
			.hasEntrySatisfying("line", (value) -> assertThat((Integer) value).isPositive());
	}

	static Stream<Arguments> ownRules() {
		String lane = RuleTexts.LANE.replace("spec:", "spec:\n  priority: 1");
		String fallback = "{host: stock, subset: v1}";
		return Stream.of(
				arguments(
						RuleTexts.ROUTER.replace("{name: v2, labels: {version: v2}}", "{name: v3}")
							.replace("route: [{destination: {host: stock, subset: v2}}]",
									"route: [{destination: {host: stock, subset: v3}}]"),
						"warning", "spec.http[0].route[0].destination.subset", "declares no subset 'v2'"),
				arguments(lane + "---\n" + lane.replace("gray-lane", "other-lane"), "warning", "spec.priority",
						"the priority 1 like the lane"),
				arguments(RuleTexts.ROUTER.replace("fallback: " + fallback, "fallback: {subset: v1}"), "error",
						"spec.http[0].route[0].destination.fallback.host", "required key 'host'"),
				arguments(
						RuleTexts.ROUTER.replace("fallback: " + fallback,
								"fallback: {host: a, fallback: {host: b, fallback: {host: a}}}"),
						"error", "spec.http[0].route[0].destination.fallback.fallback.fallback", "cycle"),
				arguments(RuleTexts.LANE.replace("{name: gray}", "{name: 'gray lane'}"), "error",
						"spec.rules.lane.name", "is not a lane name"),
				arguments(RuleTexts.PROTECTION.replace("- name: ten", "- name: tem"), "error", "spec.strategies[0]",
						"there is no strategy 'tem' in the namespace 'default'"),
				arguments(RuleTexts.PROTECTION.replace("fallbackAction: sorry", "fallbackAction: sory"), "error",
						"spec.fallbackAction", "there is no HttpRequestFallbackAction 'sory'"),
				arguments(RuleTexts.THROTTLING.replace("500ms", "500mx"), "error", "spec.queueTimeout",
						"\"mx\" is not a unit of time"));
	}

	private Path write(String name, String text) throws IOException {
		Path file = this.folder.resolve(name);
		Files.createDirectories(file.getParent());
		return Files.writeString(file, text);
	}

}
