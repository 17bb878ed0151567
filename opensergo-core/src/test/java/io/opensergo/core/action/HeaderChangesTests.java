package io.opensergo.core.action;

import java.util.List;
import java.util.Locale;

import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeaderChanges} and {@link HeaderFormat}.
 */
class HeaderChangesTests {

	@Test
	void removesThenOverwritesThenAdds() {
		Changes changes = new Changes(List.of("x"), List.of(add("x", "added"), set("x", "set"), add("x", "more")));
		TestHeaders headers = TestHeaders.of("X", "old", "y", "kept");
		apply(HeaderChanges.of(changes, Changes.NONE, false), headers);
		assertThat(headers.asMap()).containsOnlyKeys("X", "y").containsEntry("x", List.of("set", "added", "more"));
	}

	@Test
	void ofASingleDestinationFollowThoseOfTheRoute() {
		Changes route = new Changes(List.of("r"), List.of(set("x", "route"), add("a", "route")));
		Changes destination = new Changes(List.of("d"), List.of(set("x", "destination"), add("a", "destination")));
		TestHeaders headers = TestHeaders.of("r", "1", "d", "1");
		apply(HeaderChanges.of(route, destination, false), headers);
		assertThat(headers.asMap()).containsOnlyKeys("x", "a")
			.containsEntry("x", List.of("destination"))
			.containsEntry("a", List.of("route", "destination"));
	}

	@Test
	void ofAWeightedDestinationComeBeforeThoseOfTheRoute() {
		Changes route = new Changes(List.of("d"), List.of(set("x", "route"), add("a", "route")));
		Changes destination = new Changes(List.of(),
				List.of(set("x", "destination"), add("a", "destination"), set("d", "removed again")));
		TestHeaders headers = TestHeaders.of();
		apply(HeaderChanges.of(route, destination, true), headers);
		assertThat(headers.asMap()).containsOnlyKeys("x", "a")
			.containsEntry("x", List.of("route"))
			.containsEntry("a", List.of("destination", "route"));
	}

	@Test
	void actionsOfTheWireLookAtWhatIsThere() {
		Changes changes = new Changes(List.of(),
				List.of(new HeaderValue("there", "new", Action.ADD_IF_ABSENT),
						new HeaderValue("absent", "new", Action.ADD_IF_ABSENT),
						new HeaderValue("there2", "new", Action.OVERWRITE_IF_EXISTS),
						new HeaderValue("absent2", "new", Action.OVERWRITE_IF_EXISTS)));
		TestHeaders headers = TestHeaders.of("there", "old", "there2", "old");
		apply(HeaderChanges.of(changes, Changes.NONE, false), headers);
		assertThat(headers.asMap()).containsOnlyKeys("there", "there2", "absent")
			.containsEntry("there", List.of("old"))
			.containsEntry("there2", List.of("new"));
	}

	@Test
	void pseudoHeadersAndHostAreLeftAlone() {
		Changes changes = new Changes(List.of("host", ":path"),
				List.of(set("Host", "a"), add(":authority", "b"), set(":method", "c")));
		assertThat(HeaderChanges.of(changes, Changes.NONE, false)).isSameAs(HeaderChanges.NONE);
		assertThat(HeaderChanges.authorityOf(changes)).isEqualTo("b");
		assertThat(HeaderChanges.authorityOf(Changes.NONE)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "plain,plain", "100%%,100%", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%,10.0.0.1",
			"%DOWNSTREAM_REMOTE_ADDRESS%,10.0.0.1:5000", "%PROTOCOL%,HTTP/1.1", "a-%REQ(X-A)%-b,a-value-b",
			"%REQ(x-missing?x-a)%,value", "%REQ(X-A):3%,val", "%REQ(:path)%,/p?q" })
	void variablesAreReplaced(String text, String expected) {
		assertThat(written(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "%REQ(x-missing)%", "%START_TIME%", "a %UPSTREAM_CLUSTER%", "%REQ(x-a):z%", "%REQ()%", "" })
	void valuesWithoutTextOrWithUnknownVariablesWriteNothing(String text) {
		assertThat(written(text)).isEqualTo("old");
	}

	@Test
	void unknownVariablesAreTold() {
		assertThat(HeaderFormat.isKnown("%REQ(a)% and %%")).isTrue();
		assertThat(HeaderFormat.isKnown("%START_TIME%")).isFalse();
		assertThat(HeaderFormat.isKnown("50%")).isFalse();
	}

	@Test
	void addressOfVersion6IsBracketedBeforeAPort() {
		Changes changes = new Changes(List.of(), List.of(set("x", "%DOWNSTREAM_REMOTE_ADDRESS%")));
		TestHeaders headers = TestHeaders.of();
		HeaderChanges.of(changes, Changes.NONE, false).apply(headers, new Facts("::1", 80));
		assertThat(headers.get("x")).isEqualTo("[::1]:80");
		HeaderChanges.of(changes, Changes.NONE, false).apply(headers, new Facts("::1", -1));
		assertThat(headers.get("x")).isEqualTo("::1");
	}

	private static @Nullable String written(String text) {
		TestHeaders headers = TestHeaders.of("x", "old");
		apply(HeaderChanges.of(new Changes(List.of(), List.of(set("x", text))), Changes.NONE, false), headers);
		return headers.get("x");
	}

	private static void apply(HeaderChanges changes, TestHeaders headers) {
		changes.apply(headers, new Facts("10.0.0.1", 5000));
	}

	private static HeaderValue set(String name, String value) {
		return new HeaderValue(name, value, Action.OVERWRITE_IF_EXISTS_OR_ADD);
	}

	private static HeaderValue add(String name, String value) {
		return new HeaderValue(name, value, Action.APPEND_IF_EXISTS_OR_ADD);
	}

	private record Facts(String clientAddress, int clientPort) implements CallFacts {

		@Override
		public String protocol() {
			return "HTTP/1.1";
		}

		@Override
		public @Nullable String requestHeader(String name) {
			assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT));
			return switch (name) {
				case "x-a" -> "value";
				case ":path" -> "/p?q";
				default -> null;
			};
		}

	}

}
