package io.opensergo.client;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import com.google.protobuf.Any;
import io.opensergo.core.rule.RuleKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RuleCacheFile}.
 */
class RuleCacheFileTests {

	private static final SubscriptionKey KEY = new SubscriptionKey("default", "stock", RuleKind.TRAFFIC_ROUTER);

	private final List<Any> data = TestRules.payloads(TestRules.routes("stock", "v1"));

	private final byte[] bytes = RuleCacheFile.write(KEY, this.data);

	@Test
	void readGivesWhatWasWritten() throws IOException {
		assertThat(RuleCacheFile.read(KEY, this.bytes)).isEqualTo(this.data);
		assertThat(RuleCacheFile.read(KEY, RuleCacheFile.write(KEY, List.of()))).isEmpty();
	}

	@Test
	void readFindsEachChangedByte() {
		int format = "OPENSERGO RULES\n".length();
		for (int i = 0; i < this.bytes.length; i++) {
			byte[] changed = this.bytes.clone();
			changed[i] ^= 0x40;
			Class<? extends IOException> expected = (i >= format && i < format + Integer.BYTES)
					? RuleCacheFile.OtherFormatException.class : RuleCacheFile.DamagedException.class;
			assertThatExceptionOfType(expected).isThrownBy(() -> RuleCacheFile.read(KEY, changed));
		}
	}

	@Test
	void readFindsEachCut() {
		for (int length = 0; length < this.bytes.length; length++) {
			byte[] cut = Arrays.copyOf(this.bytes, length);
			assertThatExceptionOfType(RuleCacheFile.DamagedException.class)
				.isThrownBy(() -> RuleCacheFile.read(KEY, cut));
		}
	}

	@Test
	void readRefusesTheFileOfAnotherSubscription() {
		SubscriptionKey other = new SubscriptionKey("default", "payment", RuleKind.TRAFFIC_ROUTER);
		assertThatExceptionOfType(RuleCacheFile.DamagedException.class)
			.isThrownBy(() -> RuleCacheFile.read(other, this.bytes))
			.withMessageContaining("another subscription");
	}

}
