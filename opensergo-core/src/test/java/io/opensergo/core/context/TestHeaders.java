package io.opensergo.core.context;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A carrier whose names have no case, and the access to it.
 */
final class TestHeaders {

	static final HeaderAccess<TestHeaders> ACCESS = new Access();

	private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	TestHeaders with(String name, String value) {
		this.values.computeIfAbsent(name, (absent) -> new ArrayList<>()).add(value);
		return this;
	}

	Map<String, List<String>> asMap() {
		return this.values;
	}

	@Nullable String line(String name) {
		List<String> lines = this.values.get(name);
		return (lines != null) ? String.join(",", lines) : null;
	}

	private static final class Access implements HeaderAccess<TestHeaders> {

		@Override
		public @Nullable List<String> values(TestHeaders carrier, String name) {
			return carrier.values.get(name);
		}

		@Override
		public Collection<String> names(TestHeaders carrier) {
			return carrier.values.keySet();
		}

		@Override
		public void set(TestHeaders carrier, String name, String value) {
			carrier.values.put(name, new ArrayList<>(List.of(value)));
		}

		@Override
		public void remove(TestHeaders carrier, String name) {
			carrier.values.remove(name);
		}

	}

}
