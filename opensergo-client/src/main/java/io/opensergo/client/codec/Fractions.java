package io.opensergo.client.codec;

import io.opensergo.core.rule.RouteConfiguration.Fraction;
import io.opensergo.protocol.envoy.type.v3.FractionalPercent;
import io.opensergo.protocol.envoy.type.v3.FractionalPercent.DenominatorType;

/**
 * Shares of requests: numbers of 0 to 100 on our side, fractions on Envoy's.
 */
final class Fractions {

	private static final long HUNDRED = 100;

	private static final long TEN_THOUSAND = 10_000;

	private static final long MILLION = 1_000_000;

	private Fractions() {
	}

	static FractionalPercent percent(Fraction fraction) {
		FractionalPercent.Builder builder = FractionalPercent.newBuilder();
		if (fraction.denominator() == HUNDRED) {
			return builder.setNumerator((int) fraction.numerator()).setDenominator(DenominatorType.HUNDRED).build();
		}
		if (fraction.denominator() == TEN_THOUSAND) {
			return builder.setNumerator((int) fraction.numerator())
				.setDenominator(DenominatorType.TEN_THOUSAND)
				.build();
		}
		long millionths = fraction.numerator() * MILLION / fraction.denominator();
		return builder.setNumerator((int) millionths).setDenominator(DenominatorType.MILLION).build();
	}

	static FractionalPercent percent(double percentage) {
		return FractionalPercent.newBuilder()
			.setNumerator((int) Math.round(percentage * (MILLION / HUNDRED)))
			.setDenominator(DenominatorType.MILLION)
			.build();
	}

	static Fraction fraction(FractionalPercent percent) {
		// An unsigned number in a signed type.
		long numerator = Integer.toUnsignedLong(percent.getNumerator());
		return switch (percent.getDenominator()) {
			case TEN_THOUSAND -> new Fraction(numerator, TEN_THOUSAND);
			case MILLION -> new Fraction(numerator, MILLION);
			default -> new Fraction(numerator, HUNDRED);
		};
	}

	static double percentage(FractionalPercent percent) {
		Fraction fraction = fraction(percent);
		return Math.min(HUNDRED, (double) (fraction.numerator() * HUNDRED) / fraction.denominator());
	}

}
