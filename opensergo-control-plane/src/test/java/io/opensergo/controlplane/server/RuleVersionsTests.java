package io.opensergo.controlplane.server;

import java.time.Instant;
import java.util.List;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RuleVersions}.
 */
class RuleVersionsTests {

	/**
	 * The largest number that a floating point number holds exactly.
	 */
	private static final long MAX_EXACT = 1L << 53;

	private final Instant changed = Instant.parse("2026-11-23T10:00:00Z");

	@Test
	void ofWhenFolderAndContentAreTheSameIsTheSame() {
		assertThat(RuleVersions.of(this.changed, data("a"))).isEqualTo(RuleVersions.of(this.changed, data("a")));
	}

	@Test
	void ofWhenTheContentDiffersInOneMillisecondDiffers() {
		assertThat(RuleVersions.of(this.changed, data("a"))).isNotEqualTo(RuleVersions.of(this.changed, data("b")));
	}

	@Test
	void ofWhenTheFolderIsNewerIsHigherWhateverTheContent() {
		for (int i = 0; i < 1000; i++) {
			long before = RuleVersions.of(this.changed, data("a" + i));
			assertThat(RuleVersions.of(this.changed.plusMillis(1), data("b" + i))).isGreaterThan(before);
		}
	}

	@Test
	void ofWhenLookedAtByToolsIsExact() {
		Instant late = Instant.parse("2200-01-01T00:00:00Z");
		assertThat(RuleVersions.of(late, data("a"))).isPositive().isLessThan(MAX_EXACT);
	}

	@Test
	void ofWhenNothingWasReadIsPositive() {
		assertThat(RuleVersions.of(Instant.EPOCH, List.of())).isPositive();
		assertThat(RuleVersions.of(Instant.EPOCH.minusSeconds(1), List.of())).isPositive();
	}

	private static List<Any> data(String text) {
		return List.of(Any.pack(StringValue.of(text)));
	}

}
