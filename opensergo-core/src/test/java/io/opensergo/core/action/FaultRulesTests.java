package io.opensergo.core.action;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies.Abort;
import io.opensergo.core.rule.HttpPolicies.Delay;
import io.opensergo.core.rule.HttpPolicies.Fault;
import io.opensergo.core.rule.HttpPolicies.Mirror;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FaultRules}, {@link FaultAbort} and {@link MirrorRule}.
 */
class FaultRulesTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@ParameterizedTest
	@CsvSource({ "100,999999,true", "50,499999,true", "50,500000,false", "0.0001,0,true", "0.0001,1,false",
			"0.00019,1,false", "12.3456,123454,true", "12.3456,123455,false" })
	void sharesAreMillionths(double percentage, int draw, boolean expected) {
		FaultRules rules = FaultRules.of(new Fault(new Delay(SECOND, percentage), null));
		assertThat(rules).isNotNull();
		assertThat(rules.drawDelay(new Draws(draw)) != null).isEqualTo(expected);
		assertThat(MirrorRule.of(List.of(new Mirror(Destination.of("m"), percentage))).get(0).draw(new Draws(draw)))
			.isEqualTo(expected);
	}

	@Test
	void drawsAreIndependent() {
		FaultRules rules = FaultRules.of(new Fault(new Delay(SECOND, 50), new Abort(503, null, 50)));
		assertThat(rules).isNotNull();
		RandomGenerator random = new Draws(400_000, 600_000, 600_000, 400_000);
		assertThat(rules.drawDelay(random)).isEqualTo(SECOND);
		assertThat(rules.drawAbort(random)).isNull();
		assertThat(rules.drawDelay(random)).isNull();
		assertThat(rules.drawAbort(random)).isEqualTo(new FaultAbort(503, 14));
	}

	@Test
	void faultsThatNeverHappenAreNone() {
		assertThat(FaultRules.of(null)).isNull();
		assertThat(FaultRules.of(new Fault(new Delay(SECOND, 0), new Abort(503, null, 0)))).isNull();
		assertThat(FaultRules.of(new Fault(null, new Abort(null, null, 100)))).isNull();
		assertThat(MirrorRule.of(List.of(new Mirror(Destination.of("m"), 0)))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "UNAVAILABLE,503,14", "NOT_FOUND,404,5", "CANCELLED,499,1", "OK,200,0", "UNAUTHENTICATED,401,16",
			"DATA_LOSS,500,15" })
	void grpcStatusHasAnHttpStatus(String status, int httpStatus, int grpcStatus) {
		assertThat(FaultAbort.of(new Abort(null, status, 100))).isEqualTo(new FaultAbort(httpStatus, grpcStatus));
	}

	@ParameterizedTest
	@CsvSource({ "400,13", "401,16", "403,7", "404,12", "429,14", "502,14", "503,14", "504,14", "418,2", "200,2" })
	void httpStatusHasAGrpcStatus(int httpStatus, int grpcStatus) {
		assertThat(FaultAbort.of(new Abort(httpStatus, null, 100))).isEqualTo(new FaultAbort(httpStatus, grpcStatus));
	}

	/**
	 * Gives the draws that a test wants.
	 */
	private static final class Draws implements RandomGenerator {

		private final int[] draws;

		private int next;

		private Draws(int... draws) {
			this.draws = draws;
		}

		@Override
		public int nextInt(int bound) {
			return this.draws[this.next++];
		}

		@Override
		public long nextLong() {
			throw new IllegalStateException("not drawn");
		}

	}

}
