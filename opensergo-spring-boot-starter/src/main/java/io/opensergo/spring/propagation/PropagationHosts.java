package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The hosts, besides load-balanced services, that may see the lane of a request.
 */
public final class PropagationHosts implements Predicate<String> {

	private static final String WILDCARD = "*.";

	private final Set<String> names;

	private final List<String> suffixes;

	/**
	 * Creates a list of hosts.
	 * @param hosts host names, or {@code *.suffix} for all names below a domain
	 */
	public PropagationHosts(Collection<String> hosts) {
		Set<String> names = new HashSet<>();
		Set<String> suffixes = new HashSet<>();
		for (String host : hosts) {
			String name = host.toLowerCase(Locale.ROOT);
			if (name.startsWith(WILDCARD)) {
				suffixes.add(name.substring(1));
			}
			else {
				names.add(name);
			}
		}
		this.names = Set.copyOf(names);
		this.suffixes = List.copyOf(suffixes);
	}

	/**
	 * Whether no host is on the list.
	 * @return {@code true} when {@link #test} never says yes
	 */
	public boolean isEmpty() {
		return this.names.isEmpty() && this.suffixes.isEmpty();
	}

	/**
	 * Whether a host may see the lane.
	 * @param host the host without port, may be {@code null}
	 * @return {@code true} when it may
	 */
	@Override
	public boolean test(@Nullable String host) {
		if (host == null || isEmpty()) {
			return false;
		}
		String name = host.toLowerCase(Locale.ROOT);
		return this.names.contains(name) || this.suffixes.stream().anyMatch(name::endsWith);
	}

}
