package io.opensergo.core.yaml;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * An object of a document that is written: keys in the order in which they were put, and
 * none without a value.
 */
final class YamlTree {

	private final Map<String, Object> values = new LinkedHashMap<>();

	YamlTree put(String key, @Nullable Object value) {
		if (value instanceof YamlTree tree) {
			this.values.put(key, tree.values);
		}
		else if (value != null) {
			this.values.put(key, value);
		}
		return this;
	}

	/**
	 * Puts an object unless it has no keys.
	 */
	YamlTree putNonEmpty(String key, YamlTree tree) {
		return tree.values.isEmpty() ? this : put(key, tree);
	}

	/**
	 * Puts a list unless it is empty.
	 */
	YamlTree putNonEmpty(String key, Collection<?> items) {
		return items.isEmpty() ? this : put(key, plain(items));
	}

	/**
	 * Puts a map, in the order of its keys, unless it is empty. Maps of a rule have no
	 * order; equal rules give equal texts.
	 */
	YamlTree putNonEmpty(String key, Map<String, ?> map) {
		return map.isEmpty() ? this : put(key, new TreeMap<>(map));
	}

	Map<String, Object> values() {
		return this.values;
	}

	private static List<Object> plain(Collection<?> items) {
		return items.stream().<Object>map((item) -> (item instanceof YamlTree tree) ? tree.values : item).toList();
	}

}
