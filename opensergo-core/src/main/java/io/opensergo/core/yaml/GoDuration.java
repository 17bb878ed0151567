package io.opensergo.core.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Durations as Go writes them, such as {@code 1h2m}, {@code 1.5s} or {@code 500ms}.
 *
 * @see <a href="https://pkg.go.dev/time#ParseDuration">Go: time.ParseDuration</a>
 */
final class GoDuration {

	private static final int MAX_LENGTH = 64;

	private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");

	private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

	private GoDuration() {
	}

	/**
	 * Reads a duration.
	 * @param text the text
	 * @return the duration, {@code null} when the text is none or beyond 292 years
	 */
	static @Nullable Duration parse(String text) {
		if (text.isEmpty() || text.length() > MAX_LENGTH) {
			return null;
		}
		boolean negative = text.startsWith("-");
		String unsigned = (negative || text.startsWith("+")) ? text.substring(1) : text;
		if (unsigned.equals("0")) {
			return Duration.ZERO;
		}
		BigDecimal nanos = nanos(unsigned);
		if (nanos == null || nanos.compareTo(MAX_NANOS) > 0) {
			return null;
		}
		return Duration.ofNanos(negative ? -nanos.longValue() : nanos.longValue());
	}

	private static @Nullable BigDecimal nanos(String text) {
		if (text.isEmpty()) {
			return null;
		}
		Matcher part = PART.matcher(text);
		BigDecimal nanos = BigDecimal.ZERO;
		int position = 0;
		while (position < text.length()) {
			part.region(position, text.length());
			if (!part.lookingAt()) {
				return null;
			}
			nanos = nanos.add(new BigDecimal(part.group(1)).multiply(nanosOf(part.group(2))));
			position = part.end();
		}
		return nanos;
	}

	private static BigDecimal nanosOf(String unit) {
		return switch (unit) {
			case "h" -> BigDecimal.valueOf(3_600_000_000_000L);
			case "m" -> BigDecimal.valueOf(60_000_000_000L);
			case "s" -> BigDecimal.valueOf(1_000_000_000L);
			case "ms" -> BigDecimal.valueOf(1_000_000L);
			case "ns" -> BigDecimal.ONE;
			default -> BigDecimal.valueOf(1_000L);
		};
	}

}
