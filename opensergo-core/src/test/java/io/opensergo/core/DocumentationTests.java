package io.opensergo.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.opensergo.core.source.RuleSet;
import io.opensergo.core.yaml.RuleReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the documentation: every rule in it is read without a problem, and English
 * and Chinese show the same snippets.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern FENCE = Pattern.compile("^ *```(\\w+)\\R(.*?)^ *```",
			Pattern.MULTILINE | Pattern.DOTALL);

	/**
	 * Manifests of other products stand in the documentation too.
	 */
	private static final Pattern RULE = Pattern.compile("apiVersion: \\S*opensergo\\.io/");

	@ParameterizedTest
	@MethodSource("rules")
	void rulesOfTheDocumentationAreValid(Snippet snippet) {
		RuleSet rules = new RuleReader("default").read(snippet.file(), snippet.text());
		assertThat(rules.rejections()).isEmpty();
		assertThat(rules.rules()).isNotEmpty();
	}

	@Test
	void chineseShowsTheSnippetsOfEnglish() throws IOException {
		try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
			List<Path> chinese = files.filter((file) -> file.toString().endsWith(".zh-CN.md")).toList();
			assertThat(chinese).isNotEmpty();
			for (Path file : chinese) {
				Path english = Path.of(file.toString().replace(".zh-CN.md", ".md"));
				assertThat(snippets(file).map(Snippet::text)).as(file.toString())
					.containsExactlyElementsOf(snippets(english).map(Snippet::text).toList());
			}
		}
	}

	static Stream<Snippet> rules() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			List<Path> files = docs.filter((file) -> file.toString().endsWith(".md")).sorted().toList();
			return Stream.concat(Stream.of(ROOT.resolve("README.md")), files.stream())
				.flatMap(DocumentationTests::snippets)
				.filter((snippet) -> snippet.language().equals("yaml") && RULE.matcher(snippet.text()).lookingAt())
				.toList()
				.stream();
		}
	}

	private static Stream<Snippet> snippets(Path file) {
		List<Snippet> snippets = new ArrayList<>();
		Matcher matcher = FENCE.matcher(read(file));
		while (matcher.find()) {
			snippets.add(new Snippet(ROOT.relativize(file).toString(), matcher.group(1), matcher.group(2)));
		}
		return snippets.stream();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Snippet(String file, String language, String text) {
	}

}
