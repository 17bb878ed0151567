package io.opensergo.core.yaml;

import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.opensergo.core.rule.ProtectionStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Reads durations of fault tolerance: one whole number and one unit, such as {@code 20ms}
 * or {@code 5min}. The units are those of OpenSergo's published control plane, with the
 * words that its specification calls by.
 */
final class TimeAmountReader {

	private static final Pattern FORM = Pattern.compile("(\\d{1,18})([A-Za-z]*)");

	private static final Map<String, Long> MILLIS = new LinkedHashMap<>();

	static {
		MILLIS.put("ms", 1L);
		unit(1_000L, "s", "sec", "second", "seconds");
		unit(60_000L, "m", "min", "minute", "minutes");
		unit(3_600_000L, "h", "hour", "hours");
		unit(86_400_000L, "d", "day", "days");
	}

	private static final BigInteger MAX = BigInteger.valueOf(ProtectionStrategy.MAX_DURATION.toMillis());

	private TimeAmountReader() {
	}

	/**
	 * Reads a duration of one millisecond or more.
	 * @param object the holder
	 * @param key the key
	 * @param example what to write when it is missing
	 * @return the duration, or {@code null} when it is missing or reported
	 */
	static @Nullable Duration required(YamlObject object, String key, String example) {
		YamlValue value = object.required(key, key + ": " + example);
		return (value != null) ? read(value, false) : null;
	}

	/**
	 * Reads a duration.
	 * @param value the value
	 * @param zero whether 0 is allowed
	 * @return the duration, or {@code null} when it is reported
	 */
	static @Nullable Duration read(YamlValue value, boolean zero) {
		if (value.isNumber()) {
			value.expected("a duration with a unit", "write for example 1s; units are ms, s, min, h and d");
			return null;
		}
		String text = value.text();
		if (text == null) {
			return null;
		}
		Matcher form = FORM.matcher(text);
		if (!form.matches()) {
			value.error("\"" + YamlValue.shown(text) + "\" is not a duration",
					"write one whole number and one unit, such as 1500ms, 5s or 5min");
			return null;
		}
		Long unit = MILLIS.get(form.group(2));
		if (unit == null) {
			String guess = Spelling.closest(form.group(2), MILLIS.keySet());
			value.error(
					form.group(2).isEmpty() ? "the duration \"" + text + "\" has no unit"
							: "\"" + YamlValue.shown(form.group(2)) + "\" is not a unit of time",
					(guess != null) ? "did you mean " + form.group(1) + guess + "?"
							: "write one of the units ms, s, min, h and d");
			return null;
		}
		return bounded(value, new BigInteger(form.group(1)).multiply(BigInteger.valueOf(unit)), zero);
	}

	private static @Nullable Duration bounded(YamlValue value, BigInteger millis, boolean zero) {
		if (millis.signum() == 0 && !zero) {
			value.error("the duration must be 1ms or more", "write 1ms or more");
			return null;
		}
		if (millis.compareTo(MAX) > 0) {
			value.error("the duration is too long", "write at most " + MAX + "ms, about 24.8 days");
			return null;
		}
		return Duration.ofMillis(millis.longValue());
	}

	private static void unit(long millis, String... names) {
		for (String name : names) {
			MILLIS.put(name, millis);
		}
	}

}
