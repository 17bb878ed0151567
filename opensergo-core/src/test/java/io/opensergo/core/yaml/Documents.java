package io.opensergo.core.yaml;

import java.util.List;
import java.util.stream.Stream;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes and reads documents for tests.
 */
final class Documents {

	private Documents() {
	}

	static String of(String kind, String spec) {
		String apiVersion = Stream.of(RuleKind.values())
			.filter((known) -> known.kind().equals(kind))
			.findFirst()
			.orElse(RuleKind.TRAFFIC_ROUTER)
			.apiVersion();
		return "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {name: test}\nspec: "
				+ (spec.contains("\n") ? spec.indent(2).stripTrailing() : spec) + "\n";
	}

	static RuleSet read(String text) {
		return new RuleReader("default").read("test.yaml", text);
	}

	static <R extends Rule> R readOne(Class<R> type, String text) {
		RuleSet rules = read(text);
		assertThat(rules.rejections()).isEmpty();
		assertThat(rules.rules()).hasSize(1);
		return type.cast(rules.rules().get(0));
	}

	/**
	 * Asserts that a text gives no rule and that a problem is reported at a path.
	 */
	static void assertRejected(String text, String path, String reason) {
		RuleSet rules = read(text);
		assertThat(rules.rules()).isEmpty();
		assertReported(rules.rejections(), Rejection.Severity.ERROR, path, reason);
	}

	/**
	 * Asserts that a text gives a rule and that a warning is reported at a path.
	 */
	static void assertWarned(String text, String path, String reason) {
		RuleSet rules = read(text);
		assertThat(rules.rules()).as(() -> rules.rejections().toString()).hasSize(1);
		assertReported(rules.rejections(), Rejection.Severity.WARNING, path, reason);
	}

	private static void assertReported(List<Rejection> rejections, Rejection.Severity severity, String path,
			String reason) {
		assertThat(rejections).anySatisfy((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(severity);
			assertThat(rejection.path()).isEqualTo(path);
			assertThat(rejection.reason()).contains(reason);
			assertThat(rejection.fix()).isNotBlank();
			assertThat(rejection.line()).isPositive();
			assertThat(rejection.column()).isPositive();
		});
	}

}
