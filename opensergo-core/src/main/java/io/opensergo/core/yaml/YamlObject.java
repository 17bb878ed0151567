package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * An object of a document. Every key that a reader asks for becomes known; {@link #done}
 * reports all others. A key without a value counts as absent, as in Kubernetes.
 */
final class YamlObject {

	private final MappingNode node;

	private final String path;

	private final Problems problems;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	private final Set<String> known = new LinkedHashSet<>();

	YamlObject(MappingNode node, String path, Problems problems) {
		this.node = node;
		this.path = path;
		this.problems = problems;
		addEntries(node, Collections.newSetFromMap(new IdentityHashMap<>()), false);
	}

	String path() {
		return this.path;
	}

	Node node() {
		return this.node;
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

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Whether the key is written with a value.
	 * @param key the key, becomes known
	 * @return {@code true} when it has a value
	 */
	boolean isSet(String key) {
		return get(key) != null;
	}

	@Nullable YamlValue get(String key) {
		this.known.add(key);
		YamlValue value = raw(key);
		return (value == null || value.isNull()) ? null : value;
	}

	/**
	 * The value of a key, also when it is written as null.
	 * @param key the key
	 * @return the value, or {@code null} when the key is not written
	 */
	@Nullable YamlValue raw(String key) {
		Entry entry = this.entries.get(key);
		return (entry != null) ? entry.value() : null;
	}

	/**
	 * Whether a key has an object as its value; the key does not become known.
	 * @param key the key
	 * @return {@code true} when it has
	 */
	boolean isObjectAt(String key) {
		YamlValue value = raw(key);
		return value != null && value.isObject();
	}

	/**
	 * The keys, in the order of the text; they do not become known.
	 * @return the keys
	 */
	Set<String> keys() {
		return Collections.unmodifiableSet(this.entries.keySet());
	}

	@Nullable YamlValue required(String key, String example) {
		YamlValue value = get(key);
		if (value == null) {
			this.problems.error(this.node, child(this.path, key), "the required key '" + key + "' is missing",
					"add " + example);
		}
		return value;
	}

	@Nullable String text(String key) {
		YamlValue value = get(key);
		return (value != null) ? value.text() : null;
	}

	@Nullable String nonEmptyText(String key) {
		YamlValue value = get(key);
		return (value != null) ? value.nonEmptyText() : null;
	}

	@Nullable Boolean bool(String key) {
		YamlValue value = get(key);
		return (value != null) ? value.bool() : null;
	}

	@Nullable Integer integer(String key, int min, int max) {
		YamlValue value = get(key);
		return (value != null) ? value.integer(min, max) : null;
	}

	@Nullable Double number(String key, double min, double max) {
		YamlValue value = get(key);
		return (value != null) ? value.number(min, max) : null;
	}

	@Nullable Duration positiveDuration(String key) {
		YamlValue value = get(key);
		return (value != null) ? value.positiveDuration() : null;
	}

	@Nullable YamlObject object(String key) {
		YamlValue value = get(key);
		return (value != null) ? value.object() : null;
	}

	/**
	 * The items of a list, empty when the key is absent.
	 * @param key the key
	 * @return the items
	 */
	List<YamlValue> list(String key) {
		YamlValue value = get(key);
		return (value != null) ? value.list() : List.of();
	}

	List<String> texts(String key) {
		YamlValue value = get(key);
		return (value != null) ? value.texts() : List.of();
	}

	/**
	 * One of the named values of an enumeration.
	 * @param key the key
	 * @param allowed the values
	 * @return the value, or {@code null} when absent or reported
	 */
	@Nullable String choice(String key, List<String> allowed) {
		YamlValue value = get(key);
		String text = (value != null) ? value.text() : null;
		if (value == null || text == null || allowed.contains(text)) {
			return text;
		}
		String guess = Spelling.closest(text, allowed);
		value.error("\"" + YamlValue.shown(text) + "\" is not one of " + String.join(", ", allowed),
				(guess != null) ? "write " + guess : "write one of " + String.join(", ", allowed));
		return null;
	}

	/**
	 * One of the named values of an enumeration.
	 * @param <T> the type of the values
	 * @param key the key
	 * @param allowed the values by their names
	 * @return the value, or {@code null} when absent or reported
	 */
	<T> @Nullable T choice(String key, Map<String, T> allowed) {
		YamlValue value = get(key);
		String text = (value != null) ? value.text() : null;
		return (value != null && text != null) ? value.term(text, allowed, allowed.get(text)) : null;
	}

	/**
	 * One of the named values of an enumeration; its absence is reported.
	 * @param <T> the type of the values
	 * @param key the key
	 * @param allowed the values by their names
	 * @return the value, or {@code null} when it is reported
	 */
	<T> @Nullable T requiredChoice(String key, Map<String, T> allowed) {
		YamlValue value = required(key, key + ": " + String.join(" or ", new TreeSet<>(allowed.keySet())));
		return (value != null) ? choice(key, allowed) : null;
	}

	/**
	 * The value of a key that has two spellings; both together are reported.
	 * @param key one spelling
	 * @param other the other spelling
	 * @return the value, or {@code null} when neither is written
	 */
	@Nullable YamlValue either(String key, String other) {
		YamlValue value = get(key);
		YamlValue otherValue = get(other);
		if (value != null && otherValue != null) {
			otherValue.error("'" + other + "' and '" + key + "' mean the same", "remove one of the two");
		}
		return (value != null) ? value : otherValue;
	}

	/**
	 * The object as a map with free keys. All keys become known.
	 * @return the values by key, in the order of the text
	 */
	Map<String, YamlValue> values() {
		Map<String, YamlValue> values = new LinkedHashMap<>();
		this.entries.forEach((key, entry) -> {
			this.known.add(key);
			values.put(key, entry.value());
		});
		return values;
	}

	/**
	 * A map of texts, empty when the key is absent.
	 * @param key the key
	 * @return the texts that could be read
	 */
	Map<String, String> textMap(String key) {
		YamlObject object = object(key);
		if (object == null) {
			return Map.of();
		}
		Map<String, String> texts = new LinkedHashMap<>();
		object.values().forEach((name, value) -> {
			String text = value.text();
			if (text != null) {
				texts.put(name, text);
			}
		});
		return texts;
	}

	/**
	 * Reports all keys that nobody asked for.
	 */
	void done() {
		this.entries.forEach((key, entry) -> {
			if (!this.known.contains(key)) {
				String guess = Spelling.closest(key, this.known);
				this.problems.error(entry.key(), child(this.path, key), "unknown key '" + YamlValue.shown(key) + "'",
						(guess != null) ? "did you mean '" + guess + "'?"
								: "remove it; the keys here are " + String.join(", ", this.known));
			}
		});
	}

	/**
	 * The path of a key.
	 * @param path the path of the object
	 * @param key the key
	 * @return {@code path.key}, or {@code path["key"]} when the key holds special
	 * characters
	 */
	static String child(String path, String key) {
		boolean plain = !key.isEmpty() && key.length() <= 253 && key.chars()
			.allMatch((c) -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == ':' || c == '@'));
		if (!plain) {
			return path + "[\"" + YamlValue.shown(key) + "\"]";
		}
		return path.isEmpty() ? key : path + "." + key;
	}

	private void addEntries(MappingNode mapping, Set<Node> open, boolean merged) {
		if (!open.add(mapping)) {
			this.problems.error(mapping, this.path, "the merge key '<<' refers to itself", "remove the merge key");
			return;
		}
		for (NodeTuple tuple : mapping.getValue()) {
			if (!Tag.MERGE.equals(tuple.getKeyNode().getTag())) {
				addEntry(tuple, merged);
			}
		}
		// own keys win over merged ones, so merging comes last
		for (NodeTuple tuple : mapping.getValue()) {
			if (Tag.MERGE.equals(tuple.getKeyNode().getTag())) {
				merge(tuple, open);
			}
		}
		open.remove(mapping);
	}

	private void addEntry(NodeTuple tuple, boolean merged) {
		if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
			this.problems.error(tuple.getKeyNode(), this.path, "a key must be text", "write a plain text key");
			return;
		}
		String name = key.getValue();
		Entry previous = this.entries.get(name);
		if (previous == null) {
			YamlValue value = new YamlValue(tuple.getValueNode(), child(this.path, name), this.problems);
			this.entries.put(name, new Entry(key, value));
		}
		else if (!merged) {
			this.problems.error(
					key, child(this.path, name), "the key '" + YamlValue.shown(name)
							+ "' is written twice, first in line " + this.problems.line(previous.key().getStartMark()),
					"keep one of the two");
		}
	}

	private void merge(NodeTuple tuple, Set<Node> open) {
		for (Node source : mergeSources(tuple.getValueNode())) {
			if (source instanceof MappingNode mapping) {
				addEntries(mapping, open, true);
			}
			else {
				this.problems.error(source, this.path, "the merge key '<<' needs an object",
						"write an alias of an object, such as <<: *base");
			}
		}
	}

	private List<Node> mergeSources(Node value) {
		return (value instanceof SequenceNode sequence) ? new ArrayList<>(sequence.getValue()) : List.of(value);
	}

	private record Entry(ScalarNode key, YamlValue value) {
	}

}
