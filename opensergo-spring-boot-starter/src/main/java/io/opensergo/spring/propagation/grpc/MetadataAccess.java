package io.opensergo.spring.propagation.grpc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.grpc.Metadata;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of gRPC calls as headers. Binary metadata has no part in it.
 */
final class MetadataAccess implements HeaderAccess<Metadata> {

	static final MetadataAccess INSTANCE = new MetadataAccess();

	/**
	 * The lane, in ASCII as all lane names are.
	 */
	static final Metadata.Key<String> LANE = Metadata.Key.of(TrafficLane.DEFAULT_TRAFFIC_HEADER,
			Metadata.ASCII_STRING_MARSHALLER);

	private MetadataAccess() {
	}

	@Override
	public @Nullable List<String> values(Metadata carrier, String name) {
		Metadata.Key<String> key = key(name);
		Iterable<String> found = (key != null) ? carrier.getAll(key) : null;
		if (found == null) {
			return null;
		}
		List<String> values = new ArrayList<>(1);
		found.forEach(values::add);
		return values;
	}

	@Override
	public Collection<String> names(Metadata carrier) {
		return carrier.keys();
	}

	@Override
	public void set(Metadata carrier, String name, String value) {
		Metadata.Key<String> key = key(name);
		if (key != null) {
			carrier.discardAll(key);
			carrier.put(key, value);
		}
	}

	@Override
	public void remove(Metadata carrier, String name) {
		Metadata.Key<String> key = key(name);
		if (key != null) {
			carrier.discardAll(key);
		}
	}

	private static Metadata.@Nullable Key<String> key(String name) {
		if (name.equals(TrafficLane.DEFAULT_TRAFFIC_HEADER)) {
			return LANE;
		}
		return isText(name) ? Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER) : null;
	}

	/**
	 * HTTP allows more characters in names than gRPC, which refuses them.
	 */
	private static boolean isText(String name) {
		for (int i = 0; i < name.length(); i++) {
			char character = name.charAt(i);
			boolean letter = character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
			boolean digit = character >= '0' && character <= '9';
			if (!letter && !digit && character != '-' && character != '_' && character != '.') {
				return false;
			}
		}
		return !name.isEmpty() && !name.endsWith(Metadata.BINARY_HEADER_SUFFIX);
	}

}
