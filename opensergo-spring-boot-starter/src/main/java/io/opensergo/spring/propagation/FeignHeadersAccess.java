package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.HeaderAccess;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request of OpenFeign. Feign does not say that their names have no
 * case, so they are compared one by one.
 */
final class FeignHeadersAccess implements HeaderAccess<Map<String, Collection<String>>> {

	static final FeignHeadersAccess INSTANCE = new FeignHeadersAccess();

	private FeignHeadersAccess() {
	}

	@Override
	public @Nullable List<String> values(Map<String, Collection<String>> carrier, String name) {
		for (Map.Entry<String, Collection<String>> header : carrier.entrySet()) {
			if (name.equalsIgnoreCase(header.getKey())) {
				return List.copyOf(header.getValue());
			}
		}
		return null;
	}

	@Override
	public Collection<String> names(Map<String, Collection<String>> carrier) {
		return carrier.keySet();
	}

	@Override
	public void set(Map<String, Collection<String>> carrier, String name, String value) {
		remove(carrier, name);
		carrier.put(name, List.of(value));
	}

	@Override
	public void remove(Map<String, Collection<String>> carrier, String name) {
		carrier.keySet().removeIf(name::equalsIgnoreCase);
	}

}
