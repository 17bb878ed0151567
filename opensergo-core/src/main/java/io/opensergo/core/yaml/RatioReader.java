package io.opensergo.core.yaml;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes shares: {@code '60%'}, or {@code 0.6} as a number.
 */
final class RatioReader {

	private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,15})?)%");

	private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

	private RatioReader() {
	}

	/**
	 * Reads a share.
	 * @param value the value
	 * @return the share, 0 to 1, or {@code null} when it is reported
	 */
	static @Nullable Double read(YamlValue value) {
		if (value.isNumber()) {
			Double ratio = value.number(0, Double.MAX_VALUE);
			if (ratio != null && ratio > 1) {
				value.error("the share is more than 1", "write a percentage such as '60%', or a share such as 0.6");
				return null;
			}
			return ratio;
		}
		String text = value.isText() ? value.text() : null;
		Matcher percent = PERCENT.matcher((text != null) ? text : "");
		if (!percent.matches()) {
			value.expected("a percentage or a share", "write for example '60%', or 0.6 without quotes");
			return null;
		}
		BigDecimal number = new BigDecimal(percent.group(1));
		if (number.compareTo(HUNDRED) > 0) {
			value.error("the percentage is more than 100%", "write a percentage from 0% to 100%");
			return null;
		}
		return number.movePointLeft(2).doubleValue();
	}

	/**
	 * Reads a share above 0.
	 * @param value the value
	 * @return the share, above 0 to 1, or {@code null} when it is reported
	 */
	static @Nullable Double readPositive(YamlValue value) {
		Double ratio = read(value);
		if (ratio != null && ratio == 0) {
			value.error("the share must be above 0", "write for example '1%'");
			return null;
		}
		return ratio;
	}

	/**
	 * Writes a share that {@link #read} reads as the same number.
	 * @param ratio the share, 0 to 1
	 * @return a percentage, or the number where a percentage would have too many digits
	 */
	static Object write(double ratio) {
		String percent = BigDecimal.valueOf(ratio).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
		return PERCENT.matcher(percent).matches() ? percent : ratio;
	}

}
