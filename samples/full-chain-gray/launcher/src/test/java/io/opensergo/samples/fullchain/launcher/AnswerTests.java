package io.opensergo.samples.fullchain.launcher;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Answer}.
 */
class AnswerTests {

	private static final Answer GRAY = Answer.of(List.of(hop("gateway", "v1", "gray"), hop("order", "v2", "gray"),
			hop("stock", "v1", "gray"), hop("payment", "v2", "gray"), hop("order", "v2", "gray")));

	@Test
	void tookComparesStops() {
		assertThat(GRAY.took(Route.GRAY)).isTrue();
		assertThat(GRAY.took(Route.GRAY_WITHOUT_PAYMENT)).isFalse();
		assertThat(GRAY.took(Route.BASE)).isFalse();
	}

	@Test
	void tookComparesLanes() {
		Answer lost = Answer.of(List.of(hop("gateway", "v1", "gray"), hop("order", "v2", "gray"),
				hop("stock", "v1", "base"), hop("payment", "v2", "gray"), hop("order", "v2", "gray")));
		assertThat(lost.took(Route.GRAY)).isFalse();
	}

	@Test
	void failedTookNoRoute() {
		Answer failed = Answer.failed("status 503");
		assertThat(failed.isFailed()).isTrue();
		assertThat(failed.took(Route.BASE)).isFalse();
		assertThat(failed.describe()).isEqualTo("status 503");
	}

	@Test
	void describeShowsPathAndLane() {
		assertThat(GRAY.describe()).isEqualTo("gateway v1 > order v2 > stock v1 > payment v2 > order v2, lane gray");
	}

	private static Hop hop(String service, String version, String lane) {
		return new Hop(service, version, lane, service + "-1");
	}

}
