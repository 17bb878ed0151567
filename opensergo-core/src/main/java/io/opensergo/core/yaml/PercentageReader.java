package io.opensergo.core.yaml;

import org.jspecify.annotations.Nullable;

/**
 * Reads percentages: {@code {value: 5}}.
 */
final class PercentageReader {

	private PercentageReader() {
	}

	/**
	 * Reads a percentage.
	 * @param object the holder
	 * @param key the key
	 * @return the percentage, 0 to 100, or {@code null} when absent or reported
	 */
	static @Nullable Double read(YamlObject object, String key) {
		YamlValue value = object.get(key);
		if (value == null) {
			return null;
		}
		if (value.isNumber()) {
			value.expected("an object", "write {value: ...}");
			return null;
		}
		YamlObject percentage = value.object();
		if (percentage == null) {
			return null;
		}
		Double number = percentage.number("value", 0, 100);
		percentage.done();
		// an empty percentage is the number 0, as in Istio's messages
		return (percentage.isSet("value")) ? number : Double.valueOf(0);
	}

}
