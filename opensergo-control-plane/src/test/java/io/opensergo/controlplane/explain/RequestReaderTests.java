package io.opensergo.controlplane.explain;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RequestReader}.
 */
class RequestReaderTests {

	private final RequestReader reader = new RequestReader("requests.json");

	@Test
	void readWhenAllKeysAreSetTakesThem() throws Exception {
		ExplainRequest request = this.reader.read("""
				[{"service":"stock","method":"POST","scheme":"https","authority":"stock:8080","path":"/items?x=1",
				  "headers":{"X-OpenSergo-Traffic":["gray"]},"random":0.42}]
				""").get(0);
		assertThat(request.service()).isEqualTo("stock");
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.scheme()).isEqualTo("https");
		assertThat(request.authority()).isEqualTo("stock:8080");
		assertThat(request.path()).isEqualTo("/items?x=1");
		assertThat(request.header("x-opensergo-traffic")).isEqualTo("gray");
		assertThat(request.random()).isEqualTo(0.42);
	}

	@Test
	void readWhenOnlyServiceIsSetTakesDefaults() throws Exception {
		ExplainRequest request = this.reader.read("{\"service\":\"stock\"}").get(0);
		assertThat(request.method()).isEqualTo("GET");
		assertThat(request.scheme()).isEqualTo("http");
		assertThat(request.authority()).isEqualTo("stock");
		assertThat(request.path()).isEqualTo("/");
		assertThat(request.headers()).isEmpty();
		assertThat(request.random()).isNull();
	}

	@Test
	void readWhenHeaderIsRepeatedJoinsValues() throws Exception {
		ExplainRequest request = this.reader
			.read("{\"service\":\"a\",\"headers\":{\"X-A\":[\"1\",\"2\"],\"x-a\":\"3\",\"x-b\":\"b\",\"x-c\":[]}}")
			.get(0);
		assertThat(request.headers()).containsOnly(Map.entry("x-a", "1,2,3"), Map.entry("x-b", "b"));
	}

	@Test
	void readWhenTextStartsWithAByteOrderMarkIgnoresIt() throws Exception {
		assertThat(this.reader.read("\uFEFF[{\"service\":\"a\"}]")).hasSize(1);
	}

	@Test
	void readWhenArrayIsEmptyGivesNoRequests() throws Exception {
		assertThat(this.reader.read("[]")).isEmpty();
	}

	@Test
	void readWhenSeveralKeepsTheOrder() throws Exception {
		List<ExplainRequest> requests = this.reader.read("[{\"service\":\"a\"},{\"service\":\"b\"}]");
		assertThat(requests).extracting(ExplainRequest::service).containsExactly("a", "b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"method":"GET"}                       | 1:1: request has no service; add
					[{"service":"a"},{}]                   | 1:18: request[1] has no service; add
					[1]                                    | 1:2: expected an object at request[0] but found the number 1
					"x"                                    | 1:1: expected a JSON array of requests at the text but found the string "x"
					``                                     | expected a JSON array of requests at the text but found nothing
					{"service":5}                          | 1:12: expected a string at request.service but found the number 5
					{"service":null}                       | expected a string at request.service but found null
					{"service":""}                         | request.service is empty
					{"service":"a","path":"x"}             | request.path is "x"; start it with "/"
					{"service":"a","random":1}             | request.random is 1; write a number
					{"service":"a","random":-0.1}          | request.random is -0.1; write a number
					{"service":"a","random":"0.5"}         | expected a number at request.random but found the string "0.5"
					{"service":"a","headers":[]}           | expected an object of header values by name at request.headers but found an array
					{"service":"a","headers":{"x":1}}      | expected a string or an array of strings at request.headers.x but found the number 1
					{"service":"a","headers":{"x":["1",2]}}| expected a string at request.headers.x[1] but found the number 2
					{"service":"a","headers":{":path":"/"}}| request.headers has the header name ":path"; write method
					{"service":"a","cookies":{}}           | 1:16: unknown key "cookies" in request; known keys are service, method
					{"service":"a","service":"b"}          | request.service is there twice; keep one
					{"service":"a"} {}                     | there is more text after the requests
					{"service":"a"                         | not valid JSON:
					[{"service":"a"},]                     | not valid JSON:
					{service:"a"}                          | 1:2: not valid JSON:
					""")
	void readWhenTextIsNotOfTheExpectedFormSaysWhere(String text, String message) {
		assertThatExceptionOfType(InvalidRequestsException.class).isThrownBy(() -> this.reader.read(text))
			.withMessageStartingWith("requests.json")
			.withMessageContaining(message)
			.withMessageNotContaining("\n");
	}

	@Test
	void readWhenProblemIsOnALaterLineSaysTheLine() {
		assertThatExceptionOfType(InvalidRequestsException.class).isThrownBy(
				() -> this.reader.read("[\n  {\"service\":\"a\"},\n  {\"service\":\"b\",\n   \"methd\":\"GET\"}\n]"))
			.withMessageStartingWith("requests.json:4:4: unknown key \"methd\" in request[1]");
	}

	@Test
	void readWhenStringIsHugeOrHasLineBreaksKeepsTheMessageShort() {
		String text = "{\"service\":\"a\",\"path\":\"" + "x\\n".repeat(5000) + "\"}";
		assertThatExceptionOfType(InvalidRequestsException.class).isThrownBy(() -> this.reader.read(text))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(200).doesNotContain("\n"));
	}

}
