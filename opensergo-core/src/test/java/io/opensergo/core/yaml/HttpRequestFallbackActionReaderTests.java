package io.opensergo.core.yaml;

import java.util.List;
import java.util.stream.Stream;

import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.HttpRequestFallbackAction.Header;
import io.opensergo.core.rule.RuleMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link HttpRequestFallbackActionReader}.
 */
class HttpRequestFallbackActionReaderTests {

	private static final String ACTION = """

			behavior: ReturnProvidedResponse
			behaviorDesc:
			  responseStatusCode: 429
			  responseContentBody: "Blocked by Sentinel"
			  responseAdditionalHeaders:
			  - key: X-Sentinel-Limit
			    value: "foo"
			""";

	private final RuleMetadata metadata = RuleMetadata.of("default", "test");

	@Test
	void readTakesTheActionOfTheSpecification() {
		assertThat(read(ACTION)).isEqualTo(new HttpRequestFallbackAction(this.metadata, 429, "Blocked by Sentinel",
				List.of(new Header("X-Sentinel-Limit", "foo"))));
	}

	@Test
	void readTakesAnAnswerOfAStatusAlone() {
		assertThat(read("\nbehavior: ReturnProvidedResponse\nbehaviorDesc: {responseStatusCode: 503}\n"))
			.isEqualTo(new HttpRequestFallbackAction(this.metadata, 503, null, List.of()));
	}

	@Test
	void readKeepsABodyAsItIsWritten() {
		assertThat(read(ACTION.replace("\"Blocked by Sentinel\"", "\"稍后再试\\n\"")).body()).isEqualTo("稍后再试\n");
		assertThat(read(ACTION.replace("\"Blocked by Sentinel\"", "\"\"")).body()).isEmpty();
		assertThat(read(ACTION.replace("Blocked by Sentinel", "a".repeat(65536))).body()).hasSize(65536);
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 205, 304 })
	void readWarnsOfABodyThatIsNotSent(int status) {
		Documents.assertWarned(Documents.of("HttpRequestFallbackAction", ACTION.replace("429", "" + status)),
				"spec.behaviorDesc.responseContentBody", "has no body");
	}

	@ParameterizedTest
	@MethodSource("rejections")
	void readRejects(String old, String now, String path, String reason, String fix) {
		assertThat(ACTION).contains(old);
		String text = Documents.of("HttpRequestFallbackAction", ACTION.replace(old, now));
		Documents.assertRejected(text, path, reason);
		assertThat(Documents.read(text).rejections()).as("one mistake is told once")
			.singleElement()
			.satisfies((rejection) -> assertThat(rejection.fix()).contains(fix));
	}

	static Stream<Arguments> rejections() {
		String answer = "spec.behaviorDesc.";
		String headers = answer + "responseAdditionalHeaders";
		String list = "responseAdditionalHeaders:\n  - key: X-Sentinel-Limit\n    value: \"foo\"\n";
		return Stream.of(
				arguments("behavior: ReturnProvidedResponse\n", "", "spec.behavior", "missing",
						"ReturnProvidedResponse"),
				arguments("ReturnProvidedResponse", "ReturnResponse", "spec.behavior", "is not one of", ""),
				arguments(ACTION, "\nbehavior: ReturnProvidedResponse\n", "spec.behaviorDesc", "missing",
						"responseStatusCode"),
				arguments("responseStatusCode: 429\n  ", "", answer + "responseStatusCode", "missing", "429"),
				arguments("429", "199", answer + "responseStatusCode", "out of range", "from 200 to 599"),
				arguments("429", "600", answer + "responseStatusCode", "out of range", ""),
				arguments("429", "'429'", answer + "responseStatusCode", "a whole number", "without quotes"),
				arguments("\"Blocked by Sentinel\"", "12", answer + "responseContentBody", "expected text", "quotes"),
				arguments("Blocked by Sentinel", "é".repeat(32769), answer + "responseContentBody", "65538 bytes",
						"at most 65536"),
				arguments("responseContentBody", "responseBody", answer + "responseBody", "unknown key", ""),
				arguments("X-Sentinel-Limit", "'a b'", headers + "[0].key", "is not the name of a header", "letters"),
				arguments("X-Sentinel-Limit", "Content-Length", headers + "[0].key", "written by the server", ""),
				arguments("X-Sentinel-Limit", "transfer-encoding", headers + "[0].key", "written by the server", ""),
				arguments("key: X-Sentinel-Limit\n    ", "", headers + "[0].key", "missing", ""),
				arguments("\n    value: \"foo\"", "", headers + "[0].value", "missing", ""),
				arguments("\"foo\"", "\"a\\r\\nSet-Cookie: x\"", headers + "[0].value", "does not carry", "ASCII"),
				arguments("\"foo\"", "\"é\"", headers + "[0].value", "does not carry", "ASCII"),
				arguments("foo", "a".repeat(4097), headers + "[0].value", "4097 characters, at most 4096", "4096"),
				arguments(list, "responseAdditionalHeaders: [" + "{key: a, value: b}, ".repeat(65) + "]\n", headers,
						"65 headers", "at most 64"));
	}

	private static HttpRequestFallbackAction read(String spec) {
		return Documents.readOne(HttpRequestFallbackAction.class, Documents.of("HttpRequestFallbackAction", spec));
	}

}
