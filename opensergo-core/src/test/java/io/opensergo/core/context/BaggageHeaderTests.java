package io.opensergo.core.context;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BaggageHeader}.
 */
class BaggageHeaderTests {

	private static final String KEY = "x-opensergo-traffic";

	@Test
	void valueIsReadWithoutBlanksAndProperties() {
		assertThat(BaggageHeader.value("a=b , x-opensergo-traffic = gray ;p=1,c=d", KEY)).isEqualTo("gray");
		assertThat(BaggageHeader.value("a=x-opensergo-traffic,b=c", KEY)).isNull();
		assertThat(BaggageHeader.value("a=b;x-opensergo-traffic=gray", KEY)).isNull();
		assertThat(BaggageHeader.value("X-OpenSergo-Traffic=gray", KEY)).isNull();
		assertThat(BaggageHeader.value("x-opensergo-traffic", KEY)).isNull();
		assertThat(BaggageHeader.value("", KEY)).isNull();
		assertThat(BaggageHeader.value(null, KEY)).isNull();
	}

	@Test
	void valueOfHeaderOverTheLimitIsNotRead() {
		String header = KEY + "=gray," + "a".repeat(BaggageHeader.MAX_LENGTH);
		assertThat(BaggageHeader.value(header, KEY)).isNull();
		assertThat(BaggageHeader.mentions(header, KEY)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-opensergo-traffic=gray", "X-OPENSERGO-Traffic=gray", " x-opensergo-traffic =gray",
			"x%2Dopensergo-traffic=gray", "%78-opensergo-traffi%63=gray", "%58-opensergo-traffic=gray",
			"x-opensergo-traffic", "x-opensergo-traffic;p=1", "x-opensergo-traffic=", "\tx-opensergo-traffic\t=gray" })
	void withoutRemovesWhateverAReaderMightTakeForTheEntry(String member) {
		assertThat(BaggageHeader.without(member, KEY)).isNull();
		assertThat(BaggageHeader.without("a=b," + member + ", c=d ," + member, KEY)).isEqualTo("a=b,c=d");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a=b", "x-opensergo-traffic2=gray", "y-x-opensergo-traffic=gray", "x-opensergo=a",
			"a=x-opensergo-traffic", "%", "%7", "%7g=1", "x-opensergo-traffi%6", ",,", "a=b , c=d" })
	void withoutLeavesOtherHeadersAsTheyAre(String header) {
		assertThat(BaggageHeader.without(header, KEY)).isSameAs(header);
	}

	@Test
	void withReplacesOurEntryAndKeepsTheOthers() {
		assertThat(BaggageHeader.with(null, KEY, "gray")).isEqualTo("x-opensergo-traffic=gray");
		assertThat(BaggageHeader.with(" ", KEY, "gray")).isEqualTo("x-opensergo-traffic=gray");
		assertThat(BaggageHeader.with("a=b;p=1, X-OpenSergo-Traffic=blue , c=d", KEY, "gray"))
			.isEqualTo("a=b;p=1,c=d,x-opensergo-traffic=gray");
	}

	@Test
	void withRespectsTheLimits() {
		String members = IntStream.range(0, BaggageHeader.MAX_MEMBERS - 1)
			.mapToObj((i) -> "k" + i + "=v")
			.collect(Collectors.joining(","));
		assertThat(BaggageHeader.with(members, KEY, "gray")).endsWith(",x-opensergo-traffic=gray");
		assertThat(BaggageHeader.with(members + ",one=more", KEY, "gray")).isNull();
		String entry = ",x-opensergo-traffic=gray";
		String full = "a=" + "v".repeat(BaggageHeader.MAX_LENGTH - 2 - entry.length());
		assertThat(BaggageHeader.with(full, KEY, "gray")).hasSize(BaggageHeader.MAX_LENGTH);
		assertThat(BaggageHeader.with(full + "v", KEY, "gray")).isNull();
	}

	@Property(tries = 20_000)
	void whateverTheHeaderIsNothingOfTheEntryIsLeft(@ForAll("headers") String header) {
		String rest = BaggageHeader.without(header, KEY);
		assertThat(BaggageHeader.mentions(rest, KEY)).isFalse();
		assertThat(BaggageHeader.value(rest, KEY)).isNull();
		if (!BaggageHeader.mentions(header, KEY)) {
			assertThat(rest).isSameAs(header);
			assertThat(BaggageHeader.value(header, KEY)).isNull();
		}
		String changed = BaggageHeader.with(header, KEY, "gray");
		if (changed != null) {
			assertThat(BaggageHeader.value(changed, KEY)).isEqualTo("gray");
		}
	}

	@Provide
	Arbitrary<String> headers() {
		Arbitrary<String> parts = Arbitraries.of(List.of("x-opensergo-traffic", "X-OpenSergo-Traffic", "%78", "%58",
				"-opensergo-traffic", "=", "gray", ";", ",", " ", "\t", "%", "a", "=b", "\u0000", "\u6cf3"));
		return parts.list().ofMaxSize(12).map((list) -> String.join("", list));
	}

}
