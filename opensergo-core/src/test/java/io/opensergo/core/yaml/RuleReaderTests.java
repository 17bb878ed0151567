package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.source.RuleDocument;
import io.opensergo.core.source.RuleSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link RuleReader}.
 */
class RuleReaderTests {

	private static final Duration QUICK = Duration.ofSeconds(10);

	private static final String VALID = workload("good");

	@Test
	void readWhenDocumentIsBrokenReadsTheOthers() {
		String broken = "apiVersion: traffic.opensergo.io/v1alpha1\nkind: VirtualWorkload\n"
				+ "metadata:\n  name: broken\n  namespace: shop\nspec:\n  host: [\n";
		RuleSet rules = Documents.read(VALID + "---\n" + broken + "---\n" + workload("last"));
		assertThat(rules.rules()).extracting(Rule::metadata).extracting("name").containsExactly("good", "last");
		Rejection rejection = rules.rejections().get(0);
		assertThat(rules.rejections()).hasSize(1);
		assertThat(rejection.line()).isBetween(12, 13);
		assertThat(rejection.kind()).isEqualTo("VirtualWorkload");
		assertThat(rejection.namespace()).isEqualTo("shop");
		assertThat(rejection.name()).isEqualTo("broken");
		assertThat(rejection.describe()).startsWith("test.yaml:").contains("not valid YAML");
	}

	@Test
	void readWhenLaterDocumentHasProblemTellsLineOfTheFile() {
		RuleSet rules = Documents.read(VALID + "---\n}\n---\n" + Documents.of("VirtualWorkload", "{hots: a}"));
		assertThat(rules.rejections()).filteredOn((rejection) -> rejection.path().equals("spec.hots"))
			.singleElement()
			.satisfies((rejection) -> {
				assertThat(rejection.line()).isEqualTo(11);
				assertThat(rejection.column()).isEqualTo(8);
				assertThat(rejection.fix()).isEqualTo("did you mean 'host'?");
			});
	}

	@Test
	void readWhenQuoteIsOpenTellsWhereItBegan() {
		RuleSet rules = Documents.read("apiVersion: a/b\nkind: \"open\nmetadata: {}\n");
		assertThat(rules.rejections()).singleElement()
			.extracting(Rejection::line, Rejection::column)
			.containsExactly(2, 7);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "\n\n", "---\n---\n", "# comment only\n", "--- # x\n...\n", "\uFEFF", "%YAML 1.1\n---\n" })
	void readWhenEmptyGivesNothing(String text) {
		assertThat(Documents.read(text)).isEqualTo(RuleSet.EMPTY);
	}

	@Test
	void readTakesDirectivesAndDocumentEnds() {
		RuleSet rules = Documents.read("\uFEFF%YAML 1.1\n---\n" + VALID + "...\n---\n" + workload("two"));
		assertThat(rules.rejections()).isEmpty();
		assertThat(rules.rules()).hasSize(2);
	}

	@Test
	void readTakesWindowsLineEnds() {
		RuleSet rules = Documents.read((VALID + "---\nspec: [\n---\n" + workload("two")).replace("\n", "\r\n"));
		assertThat(rules.rules()).hasSize(2);
	}

	@Test
	void readTakesJson() {
		RuleSet rules = Documents.read("""
				{
				\t"apiVersion": "traffic.opensergo.io/v1alpha1",
				\t"kind":"TrafficRouter","metadata":{"name":"json","labels":{"a":"tab\\tin \\"text\\""}},
				\t"spec": {"hosts":["stock"],"http":[{"match":[{"uri":{"prefix":"\\/api\\u002fv1"}}],
				\t\t"route":[{"destination":{"host":"stock"},"weight":100}]}]}
				}
				""");
		assertThat(rules.rejections()).isEmpty();
		TrafficRouter router = (TrafficRouter) rules.rules().get(0);
		assertThat(router.http().get(0).match().get(0).uri()).isEqualTo(StringMatch.prefix("/api/v1"));
		assertThat(router.metadata().labels()).containsEntry("a", "tab\tin \"text\"");
	}

	@Test
	void readUnwrapsLists() {
		RuleSet rules = Documents.read("""
				apiVersion: v1
				kind: List
				metadata: {resourceVersion: ""}
				items:
				- apiVersion: traffic.opensergo.io/v1alpha1
				  kind: VirtualWorkload
				  metadata: {name: one}
				  spec: {host: one}
				- apiVersion: traffic.opensergo.io/v1alpha1
				  kind: VirtualWorkload
				  metadata: {name: two}
				  spec: {hots: two}
				- 5
				""");
		assertThat(rules.rules()).extracting((rule) -> rule.metadata().name()).containsExactly("one");
		assertThat(rules.rejections()).extracting(Rejection::path)
			.containsExactly("items[1].spec.host", "items[1].spec.hots", "items[2]");
		assertThat(rules.rejections()).extracting(Rejection::line).containsExactly(12, 12, 13);
	}

	@Test
	void readTakesMergeKeysAndAliases() {
		RuleSet rules = Documents.read("""
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: merged}
				spec:
				  hosts: [stock]
				  http:
				  - &base
				    match: [{uri: {prefix: /a}}]
				    route: [{destination: {host: stock}}]
				    timeout: 1s
				  - <<: *base
				    match: [{uri: {prefix: /b}}]
				""");
		assertThat(rules.rejections()).isEmpty();
		TrafficRouter router = (TrafficRouter) rules.rules().get(0);
		assertThat(router.http().get(1).policies().timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(router.http().get(1).match().get(0).uri()).isEqualTo(StringMatch.prefix("/b"));
	}

	@Test
	void readUsesDefaultNamespace() {
		RuleSet rules = new RuleReader("shop").read("test.yaml", VALID);
		assertThat(rules.rules().get(0).id().qualifiedName()).isEqualTo("shop/good");
	}

	@Test
	void readWhenIdentityIsWrittenTwiceKeepsTheFirst() {
		RuleSet rules = Documents.read(VALID + "---\n" + VALID.replace("host: a", "host: b"));
		assertThat(rules.rules()).singleElement().extracting("host").isEqualTo("a");
		assertThat(rules.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.ERROR);
			assertThat(rejection.line()).isEqualTo(6);
			assertThat(rejection.reason()).contains("already defined in test.yaml:1");
		});
	}

	@ParameterizedTest
	@MethodSource("refused")
	void readRefuses(String text, String path, String reason, String fix) {
		RuleSet rules = Documents.read(text);
		assertThat(rules.rules()).isEmpty();
		assertThat(rules.rejections()).anySatisfy((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.ERROR);
			assertThat(rejection.path()).isEqualTo(path);
			assertThat(rejection.reason()).contains(reason);
			assertThat(rejection.fix()).contains(fix);
		});
	}

	static Stream<Arguments> refused() {
		return Stream.of(arguments(VALID.replaceFirst("apiVersion.*\n", ""), "apiVersion", "missing", "add apiVersion"),
				arguments(VALID.replaceFirst("kind.*\n", ""), "kind", "missing", "TrafficRouter"),
				arguments(VALID.replaceFirst("metadata.*\n", ""), "metadata", "missing", "add metadata"),
				arguments(VALID.replace("name: good", "nam: good"), "metadata.name", "missing", "name"),
				arguments(VALID.replace("name: good", "name: a/b"), "metadata.name", "not a name", "without"),
				arguments(VALID.replace("name: good", "name: good, namespace: 5"), "metadata.namespace",
						"expected text", "\"5\""),
				arguments(VALID.replace("name: good", "name: good, labels: {a: 5}"), "metadata.labels.a",
						"expected text", "\"5\""),
				arguments(VALID.replaceFirst("spec.*\n", ""), "spec", "missing", "spec"),
				arguments(VALID.replaceFirst("spec.*\n", "spec: []\n"), "spec", "expected an object", ""),
				arguments(VALID + "sepc: {}\n", "sepc", "unknown key", "did you mean 'spec'?"),
				arguments(VALID + "kind: TrafficLane\n", "kind", "written twice, first in line 2", "one of the two"),
				arguments(VALID.replace("VirtualWorkload", "VirtualWorkloads"), "kind", "unknown kind",
						"did you mean VirtualWorkload?"),
				arguments(VALID.replace("v1alpha1", "v1"), "apiVersion", "not the apiVersion of VirtualWorkload",
						"write apiVersion: traffic.opensergo.io/v1alpha1"),
				arguments(VALID.replace("{host: a}", "{? [a] : b, host: a}"), "spec", "key must be text", ""),
				arguments(VALID.replace("{host: a}", "&s {<<: *s, host: a}"), "spec", "refers to itself", ""),
				arguments(VALID.replace("{host: a}", "{<<: a, host: a}"), "spec", "needs an object", ""),
				arguments(VALID.replace("host: a", "host: !own a"), "spec.host", "with the tag !own", ""),
				arguments(VALID.replace("{host: a}", "!!javax.script.ScriptEngineManager {host: a}"), "",
						"tag is not allowed", ""),
				arguments("just text", "", "expected an object but found text", ""),
				arguments("[1, 2]", "", "expected an object but found a list", ""));
	}

	@Test
	void readWarnsOfDocumentsThatAreNoRules() {
		RuleSet rules = Documents.read("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {a: b}\n");
		assertThat(rules.rules()).isEmpty();
		assertThat(rules.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.reason()).contains("not an OpenSergo rule, ignored");
		});
	}

	@Test
	void readKnowsEveryKind() {
		for (RuleKind kind : RuleKind.values()) {
			assertThat(Documents.read(Documents.of(kind.kind(), "{}")).rejections()).as(kind.kind())
				.isNotEmpty()
				.allSatisfy((rejection) -> assertThat(rejection.path()).startsWith("spec"));
		}
	}

	@Test
	void readDocumentsTellsIdentityAndLine() {
		List<RuleDocument> documents = new RuleReader("default").readDocuments("test.yaml",
				VALID + "---\n" + workload("bad").replace("host", "hots"));
		assertThat(documents).hasSize(2);
		assertThat(documents.get(0).rule()).isNotNull();
		assertThat(documents.get(0).line()).isEqualTo(1);
		assertThat(documents.get(1).isRefused()).isTrue();
		assertThat(documents.get(1).name()).isEqualTo("bad");
		assertThat(documents.get(1).line()).isEqualTo(6);
	}

	@Test
	void readWhenProblemsAreManyListsTheFirstOnes() {
		StringBuilder spec = new StringBuilder("{host: a");
		for (int i = 0; i < 1000; i++) {
			spec.append(", unknown").append(i).append(": 1");
		}
		List<Rejection> rejections = Documents.read(Documents.of("VirtualWorkload", spec + "}")).rejections();
		assertThat(rejections).hasSize(Problems.MAX_PROBLEMS + 1);
		assertThat(rejections.get(Problems.MAX_PROBLEMS).reason()).isEqualTo("900 more problems are not listed");
	}

	@Test
	void readShowsForeignTextWithoutControlCharacters() {
		String text = VALID.replace("host: a", "host: \"a\\nb\\e[31m\\u202e" + "c".repeat(200) + "\"");
		assertThat(Documents.read(text).rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.describe()).doesNotContain("\n", "\u001b", "\u202e").hasSizeLessThan(400);
		});
	}

	@Test
	void readWhenTextIsTooLongRejects() {
		String text = "a: \"" + "x".repeat(10 * 1024 * 1024) + "\"";
		assertTimeoutPreemptively(QUICK,
				() -> assertThat(Documents.read(text).rejections()).singleElement()
					.extracting(Rejection::reason)
					.asString()
					.contains("at most 4194304"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[", "{a: ", "- ", "? ", "&a [", "!!x [", "\"", "'", "*", "|", "%", "a: b: ", "\t" })
	@Timeout(60)
	void readWhenTextIsGarbageRejectsQuickly(String piece) {
		String text = piece.repeat(1_000_000 / piece.length());
		assertTimeoutPreemptively(QUICK, () -> {
			RuleSet rules = Documents.read(text);
			assertThat(rules.rules()).isEmpty();
			assertThat(rules.rejections().size()).isLessThanOrEqualTo(1);
		});
	}

	@Test
	void readWhenNestingIsDeepRejects() {
		String spec = "[".repeat(100_000) + "]".repeat(100_000);
		assertTimeoutPreemptively(QUICK,
				() -> assertThat(Documents.read(Documents.of("TrafficRouter", spec)).rejections()).singleElement()
					.extracting(Rejection::reason)
					.asString()
					.contains("epth"));
	}

	@Test
	void readWhenAliasesMultiplyRejects() {
		StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
		for (int i = 1; i < 10; i++) {
			text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1)));
		}
		assertTimeoutPreemptively(QUICK,
				() -> assertThat(Documents.read(text.toString()).rejections()).singleElement()
					.extracting(Rejection::reason)
					.asString()
					.contains("aliases"));
	}

	@Test
	void readWhenListsOfAliasesMultiplyStaysQuick() {
		String item = "*i, ".repeat(15);
		String text = """
				apiVersion: v1
				kind: List
				items:
				- &d
				  apiVersion: traffic.opensergo.io/v1alpha1
				  kind: TrafficRouter
				  metadata: {name: x}
				  spec:
				    hosts: [a]
				    http:
				    - &h
				      match: [&i {headers: {x: {exact: a}}}, %s]
				      route: [{destination: {host: a}}]
				""".formatted(item) + "    - *h\n".repeat(15) + "- *d\n".repeat(15);
		assertTimeoutPreemptively(QUICK, () -> assertThat(Documents.read(text).rules()).hasSize(1));
	}

	@Test
	void ruleIdsAreThoseOfTheDocuments() {
		assertThat(Documents.read(VALID).rules()).extracting(Rule::id)
			.extracting(RuleId::toString)
			.containsExactly("VirtualWorkload default/good");
	}

	private static String workload(String name) {
		return "apiVersion: traffic.opensergo.io/v1alpha1\nkind: VirtualWorkload\nmetadata: {name: " + name
				+ "}\nspec: {host: a}\n";
	}

}
