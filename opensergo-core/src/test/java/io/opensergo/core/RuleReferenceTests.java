package io.opensergo.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the rule reference: each field is held by tests that exist.
 */
class RuleReferenceTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Pattern LINK = Pattern.compile("\\[(\\w+)\\.(\\w+)]\\(([^)]+)\\)");

	@ParameterizedTest
	@ValueSource(strings = { "rule-reference.md", "rule-reference.zh-CN.md" })
	void everyFieldIsLinkedToTestsThatExist(String page) throws IOException {
		List<String> rows = rows(page);
		assertThat(rows).hasSizeGreaterThan(50);
		for (String row : rows) {
			List<MatchResult> links = links(row);
			assertThat(links).as(row).isNotEmpty();
			for (MatchResult link : links) {
				Path file = DOCS.resolve(link.group(3));
				assertThat(file).as(row).isRegularFile().hasFileName(link.group(1) + ".java");
				assertThat(Files.readString(file)).as(row).contains("void " + link.group(2) + "(");
			}
		}
	}

	@Test
	void chineseHasTheRowsOfEnglish() throws IOException {
		assertThat(rows("rule-reference.zh-CN.md")).map(RuleReferenceTests::linksAndFields)
			.containsExactlyElementsOf(
					rows("rule-reference.md").stream().map(RuleReferenceTests::linksAndFields).toList());
	}

	private static List<String> rows(String page) throws IOException {
		return Files.readAllLines(DOCS.resolve(page)).stream().filter((line) -> line.startsWith("| `")).toList();
	}

	private static String linksAndFields(String row) {
		return Pattern.compile("`[^`]+`").matcher(row).results().map(MatchResult::group).toList()
				+ links(row).stream().map(MatchResult::group).toList().toString();
	}

	private static List<MatchResult> links(String row) {
		return LINK.matcher(row).results().toList();
	}

}
