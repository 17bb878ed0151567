package io.opensergo.core.yaml;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value at a place of a document. Each reading method reports a wrong type and then
 * returns {@code null}, so that a reader goes on and finds the next problem.
 */
final class YamlValue {

	private static final int MAX_SHOWN = 60;

	private static final Set<String> TRUE = Set.of("true", "yes", "on");

	private final Node node;

	private final String path;

	private final Problems problems;

	YamlValue(Node node, String path, Problems problems) {
		this.node = node;
		this.path = path;
		this.problems = problems;
	}

	Node node() {
		return this.node;
	}

	String path() {
		return this.path;
	}

	Problems problems() {
		return this.problems;
	}

	void error(String reason, String fix) {
		this.problems.error(this.node, this.path, reason, fix);
	}

	void warning(String reason, String fix) {
		this.problems.warning(this.node, this.path, reason, fix);
	}

	boolean isNull() {
		return Tag.NULL.equals(this.node.getTag());
	}

	boolean isText() {
		return this.node instanceof ScalarNode scalar && isText(scalar);
	}

	boolean isNumber() {
		return this.node instanceof ScalarNode scalar && !isText(scalar)
				&& (Tag.INT.equals(scalar.getTag()) || Tag.FLOAT.equals(scalar.getTag()));
	}

	boolean isList() {
		return this.node instanceof SequenceNode && Tag.SEQ.equals(this.node.getTag());
	}

	boolean isObject() {
		return this.node instanceof MappingNode && Tag.MAP.equals(this.node.getTag());
	}

	@Nullable String text() {
		if (this.node instanceof ScalarNode scalar) {
			if (isText(scalar)) {
				return scalar.getValue();
			}
			if (Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL).contains(scalar.getTag())) {
				expected("text", "put it in quotes: \"" + shown(scalar.getValue()) + "\"");
				return null;
			}
		}
		expected("text", "write one text value here");
		return null;
	}

	/**
	 * Text that must not be empty.
	 * @return the text, or {@code null} when it is reported
	 */
	@Nullable String nonEmptyText() {
		String text = text();
		if (text != null && text.isEmpty()) {
			error("the text is empty", "write a value or remove the key");
			return null;
		}
		return text;
	}

	@Nullable Boolean bool() {
		if (this.node instanceof ScalarNode scalar && Tag.BOOL.equals(scalar.getTag())) {
			return TRUE.contains(scalar.getValue().toLowerCase(Locale.ROOT));
		}
		expected("true or false", "write true or false, without quotes");
		return null;
	}

	@Nullable Integer integer(int min, int max) {
		Long value = wholeNumber(min, max);
		return (value != null) ? value.intValue() : null;
	}

	@Nullable Long wholeNumber(long min, long max) {
		if (!(this.node instanceof ScalarNode scalar) || !Tag.INT.equals(scalar.getTag()) || isText(scalar)) {
			expected("a whole number", range(Long.toString(min), Long.toString(max)) + ", without quotes");
			return null;
		}
		BigInteger value = parseInteger(scalar.getValue());
		if (value == null || value.compareTo(BigInteger.valueOf(min)) < 0
				|| value.compareTo(BigInteger.valueOf(max)) > 0) {
			error("the number " + shown(scalar.getValue()) + " is out of range",
					range(Long.toString(min), Long.toString(max)));
			return null;
		}
		return value.longValue();
	}

	@Nullable Double number(double min, double max) {
		if (!isNumber()) {
			expected("a number", range(plain(min), plain(max)) + ", without quotes");
			return null;
		}
		String written = ((ScalarNode) this.node).getValue();
		Double value = parseNumber(written);
		// the negation also catches NaN
		if (value == null || !(value >= min && value <= max)) {
			error("the number " + shown(written) + " is out of range", range(plain(min), plain(max)));
			return null;
		}
		return value;
	}

	@Nullable Duration duration() {
		if (isNumber()) {
			expected("a duration with a unit",
					"write for example " + shown(((ScalarNode) this.node).getValue()) + "s; units are h, m, s and ms");
			return null;
		}
		if (!isText()) {
			expected("a duration", "write for example 5s, 500ms or 1m30s");
			return null;
		}
		String written = ((ScalarNode) this.node).getValue();
		Duration duration = GoDuration.parse(written);
		if (duration == null) {
			error("\"" + shown(written) + "\" is not a duration", "write for example 5s, 500ms or 1m30s");
		}
		return duration;
	}

	/**
	 * A duration of at least one millisecond, in whole milliseconds: what Istio asks of
	 * all durations.
	 * @return the duration, or {@code null} when it is reported
	 */
	@Nullable Duration positiveDuration() {
		Duration duration = duration();
		if (duration == null) {
			return null;
		}
		if (duration.compareTo(Duration.ofMillis(1)) < 0) {
			error("the duration must be 1ms or more", "write 1ms or more, or remove the key to switch it off");
			return null;
		}
		if (duration.toNanosPart() % 1_000_000 != 0) {
			error("the duration must be in whole milliseconds", "round it to milliseconds");
			return null;
		}
		return duration;
	}

	@Nullable YamlObject object() {
		if (this.node instanceof MappingNode mapping && isObject()) {
			return new YamlObject(mapping, this.path, this.problems);
		}
		expected("an object", "write keys and values, indented, below this key");
		return null;
	}

	/**
	 * The items of a list. Empty when there is another type, which is reported.
	 * @return the items
	 */
	List<YamlValue> list() {
		if (!(this.node instanceof SequenceNode sequence) || !isList()) {
			expected("a list", "begin each item with '- '");
			return List.of();
		}
		List<YamlValue> items = new ArrayList<>(sequence.getValue().size());
		for (Node item : sequence.getValue()) {
			items.add(new YamlValue(item, this.path + "[" + items.size() + "]", this.problems));
		}
		return items;
	}

	/**
	 * A list of text values, problems with single items are reported.
	 * @return the texts that could be read
	 */
	List<String> texts() {
		List<String> texts = new ArrayList<>();
		for (YamlValue item : list()) {
			String text = item.nonEmptyText();
			if (text != null) {
				texts.add(text);
			}
		}
		return texts;
	}

	/**
	 * What a word means; a word without a meaning is reported.
	 * @param <T> the type of the meaning
	 * @param text the word as written
	 * @param allowed the words that would be right
	 * @param meaning what it means, {@code null} for nothing
	 * @return the meaning
	 */
	<T> @Nullable T term(String text, Map<String, T> allowed, @Nullable T meaning) {
		if (meaning == null) {
			Set<String> words = new TreeSet<>(allowed.keySet());
			String guess = Spelling.closest(text, words);
			error("\"" + shown(text) + "\" is not " + ((words.size() > 1) ? "one of " : "") + String.join(", ", words),
					"write " + ((guess != null) ? guess : String.join(" or ", words)));
		}
		return meaning;
	}

	void expected(String what, String fix) {
		error("expected " + what + " but found " + describe(), fix);
	}

	/**
	 * What the value is, for messages.
	 * @return for example {@code text "ten"} or {@code a list}
	 */
	String describe() {
		if (isNull()) {
			return "nothing";
		}
		if (!(this.node instanceof ScalarNode scalar)) {
			if (isList()) {
				return "a list";
			}
			return isObject() ? "an object" : "a value with the tag " + shown(this.node.getTag().getValue());
		}
		if (isText(scalar)) {
			return "text \"" + shown(scalar.getValue()) + "\"";
		}
		if (isNumber()) {
			return "the number " + shown(scalar.getValue());
		}
		if (Tag.BOOL.equals(scalar.getTag())) {
			return "the boolean " + shown(scalar.getValue());
		}
		return "a value with the tag " + shown(scalar.getTag().getValue());
	}

	/**
	 * A piece of foreign text, safe in a log line.
	 * @param text the text
	 * @return the text, shortened, without control characters
	 */
	static String shown(String text) {
		StringBuilder shown = new StringBuilder();
		text.codePoints()
			.limit(MAX_SHOWN)
			.map((c) -> (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) ? '\uFFFD' : c)
			.forEach(shown::appendCodePoint);
		return (text.codePointCount(0, text.length()) > MAX_SHOWN) ? shown.append("...").toString() : shown.toString();
	}

	private static boolean isText(ScalarNode scalar) {
		Tag tag = scalar.getTag();
		if (Tag.STR.equals(tag) || Tag.TIMESTAMP.equals(tag) || Tag.MERGE.equals(tag)) {
			return true;
		}
		// 12:30 is a number to base 60 only in YAML 1.1, and in no Kubernetes tool
		return (Tag.INT.equals(tag) || Tag.FLOAT.equals(tag)) && scalar.getValue().indexOf(':') >= 0;
	}

	private static @Nullable BigInteger parseInteger(String written) {
		String digits = written.replace("_", "");
		boolean negative = digits.startsWith("-");
		if (negative || digits.startsWith("+")) {
			digits = digits.substring(1);
		}
		int radix = 10;
		String lower = digits.toLowerCase(Locale.ROOT);
		if (lower.startsWith("0x") || lower.startsWith("0b")) {
			radix = lower.startsWith("0x") ? 16 : 2;
			digits = digits.substring(2);
		}
		else if (digits.length() > 1 && digits.startsWith("0")) {
			radix = 8;
		}
		if (digits.length() > MAX_SHOWN) {
			return null;
		}
		try {
			BigInteger value = new BigInteger(digits, radix);
			return negative ? value.negate() : value;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static @Nullable Double parseNumber(String written) {
		BigInteger integer = parseInteger(written);
		if (integer != null) {
			return integer.doubleValue();
		}
		try {
			return Double.valueOf(written.replace("_", ""));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static String range(String min, String max) {
		return "write a number from " + min + " to " + max;
	}

	private static String plain(double value) {
		return (value == Math.rint(value) && Math.abs(value) <= 1L << 53) ? Long.toString((long) value)
				: Double.toString(value);
	}

}
