package io.opensergo.core.context;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.context.PropagationDrops.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CarriedHeaders}.
 */
class CarriedHeadersTests {

	private final PropagationDrops drops = new PropagationDrops();

	private final TestHeaders request = new TestHeaders();

	@Test
	void selectTakesListedNamesInAnyCase() {
		this.request.with("X-User-Id", "12345").with("X-Other", "no");
		assertThat(select("x-USER-id")).containsExactly(Map.entry("x-user-id", "12345"));
	}

	@Test
	void selectTakesNamesByPrefix() {
		this.request.with("X-Biz-A", "1").with("x-biz-b", "2").with("X-Bi", "no").with("X-Biz", "no");
		assertThat(select("X-Biz-*")).containsOnly(Map.entry("x-biz-a", "1"), Map.entry("x-biz-b", "2"));
	}

	@Test
	void selectTakesNamesOfRules() {
		this.request.with("X-Tier", "gold").with("X-Other", "no");
		CarriedHeaders policy = new CarriedHeaders(List.of(), () -> Set.of("x-tier"), this.drops);
		assertThat(policy.select(this.request, TestHeaders.ACCESS)).containsExactly(Map.entry("x-tier", "gold"));
	}

	@Test
	void selectWhenNothingIsToBeCarriedDoesNotLookAtTheRequest() {
		assertThat(CarriedHeaders.NONE.select(this.request, null)).isSameAs(Map.of());
	}

	@Test
	void selectJoinsLinesAndKeepsEmptyValues() {
		this.request.with("x-a", "1").with("x-a", "2").with("x-b", "");
		assertThat(select("x-a", "x-b", "x-missing")).containsExactly(Map.entry("x-a", "1,2"), Map.entry("x-b", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "authorization", "cookie", "set-cookie", "proxy-authorization", "proxy-x", "content-type",
			"if-none-match", "accept-encoding", "forwarded", "x-forwarded-for", "x-real-ip", "range" })
	void headerThatHasToBeListedIsCarriedOnlyThen(String name) {
		this.request.with(name, "value");
		assertThat(CarriedHeaders.isAutomatic(name)).isFalse();
		assertThat(select(name.charAt(0) + "*")).isEmpty();
		assertThat(select(name)).containsExactly(Map.entry(name, "value"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host",
			"Content-Length", "Expect", "Proxy-Connection", "X-OpenSergo-Traffic" })
	void headerOfOneConnectionIsNeverCarried(String name) {
		this.request.with(name, "value");
		assertThat(CarriedHeaders.isValid(name)).isFalse();
		assertThat(select(name.charAt(0) + "*")).isEmpty();
		TestHeaders call = new TestHeaders();
		CarriedHeaders.NONE.write(Map.of(name, "value"), call, TestHeaders.ACCESS);
		assertThat(call.asMap()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "a b", "x:y", ":path", "x-*-y\r\n", "ä", "x y*" })
	void entryThatIsNoHeaderIsRefused(String entry) {
		assertThatIllegalArgumentException().isThrownBy(() -> new CarriedHeaders(List.of(entry), Set::of, this.drops))
			.withMessageContaining(entry);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "a\r\nSet-Cookie: b=c", "a\nb", "a\u0000b", "a\u007fb", "a\u0085b", "\u6cf3\u9053", "a\u0100" })
	void valueThatIsNoHeaderValueIsDroppedBothWays(String value) {
		this.request.with("x-a", value).with("x-b", "fine\t\u00e9");
		assertThat(select("x-*")).containsExactly(Map.entry("x-b", "fine\t\u00e9"));
		assertThat(this.drops.count(Reason.INVALID)).isOne();
		TestHeaders call = write(Map.of("x-a", value, "x-b", "fine"));
		assertThat(call.asMap()).containsOnlyKeys("x-b");
		assertThat(this.drops.count(Reason.INVALID)).isEqualTo(2);
	}

	@Test
	void valueOverBudgetIsDroppedBothWays() {
		String longest = "v".repeat(CarriedHeaders.MAX_VALUE_BYTES);
		this.request.with("x-a", longest).with("x-b", longest + "v");
		assertThat(select("x-*")).containsOnlyKeys("x-a");
		assertThat(write(Map.of("x-a", longest, "x-b", longest + "v")).asMap()).containsOnlyKeys("x-a");
		assertThat(this.drops.count(Reason.VALUE)).isEqualTo(2);
	}

	@Test
	void entriesOverBudgetAreDroppedAndListedNamesComeFirst() {
		for (int i = 0; i < CarriedHeaders.MAX_ENTRIES + 5; i++) {
			this.request.with("x-a-" + i, "1");
		}
		this.request.with("z-listed", "1");
		assertThat(select("x-a-*", "z-listed")).hasSize(CarriedHeaders.MAX_ENTRIES).containsKey("z-listed");
		assertThat(this.drops.count(Reason.ENTRIES)).isEqualTo(6);
	}

	@Test
	void charactersOverBudgetAreDropped() {
		String value = "v".repeat(CarriedHeaders.MAX_VALUE_BYTES);
		for (int i = 0; i < 6; i++) {
			this.request.with("x-" + i, value);
		}
		this.request.with("x-small", "v");
		assertThat(select("x-*")).containsOnlyKeys("x-0", "x-1", "x-2", "x-small");
		assertThat(this.drops.count(Reason.CHARACTERS)).isEqualTo(3);
	}

	@Test
	void writeKeepsHeaderOfTheCaller() {
		TestHeaders call = new TestHeaders().with("X-User-Id", "mine").with("x-empty", "");
		new CarriedHeaders(List.of(), Set::of, this.drops)
			.write(Map.of("x-user-id", "carried", "x-empty", "carried", "x-tier", "gold"), call, TestHeaders.ACCESS);
		assertThat(call.asMap()).containsOnly(Map.entry("X-User-Id", List.of("mine")),
				Map.entry("x-empty", List.of("")), Map.entry("x-tier", List.of("gold")));
	}

	private Map<String, String> select(String... entries) {
		return new CarriedHeaders(List.of(entries), Set::of, this.drops).select(this.request, TestHeaders.ACCESS);
	}

	private TestHeaders write(Map<String, String> carried) {
		TestHeaders call = new TestHeaders();
		new CarriedHeaders(List.of(), Set::of, this.drops).write(carried, call, TestHeaders.ACCESS);
		return call;
	}

}
