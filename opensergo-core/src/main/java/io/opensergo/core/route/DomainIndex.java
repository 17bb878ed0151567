package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Finds a value by a host name, as Envoy finds a virtual host: an exact domain, else the
 * longest {@code *.suffix}, else the longest {@code prefix.*}, else {@code *}. A wildcard
 * stands for at least one character. Of equal domains the first one wins.
 *
 * @param <V> the type of the values
 */
public final class DomainIndex<V> {

	private static final String ANY = "*";

	/**
	 * More than any host has characters.
	 */
	private static final int MAX_LENGTH = 1 << 16;

	private final Map<String, V> exact;

	private final List<Wildcard<V>> suffixes;

	private final List<Wildcard<V>> prefixes;

	private final @Nullable V any;

	private DomainIndex(Builder<V> builder) {
		Comparator<Wildcard<V>> longestFirst = Comparator
			.comparingInt((Wildcard<V> wildcard) -> wildcard.text().length())
			.reversed();
		this.exact = Map.copyOf(builder.exact);
		this.suffixes = builder.suffixes.stream().sorted(longestFirst).toList();
		this.prefixes = builder.prefixes.stream().sorted(longestFirst).toList();
		this.any = builder.any;
	}

	/**
	 * Finds a value.
	 * @param host the host, any case, without port
	 * @return the value of the most specific domain, {@code null} when none matches
	 */
	public @Nullable V find(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		V value = findSpecific(name);
		return (value != null) ? value : this.any;
	}

	private @Nullable V findSpecific(String name) {
		V value = this.exact.get(name);
		if (value != null) {
			return value;
		}
		for (Wildcard<V> wildcard : this.suffixes) {
			if (name.length() > wildcard.text().length() && name.endsWith(wildcard.text())) {
				return wildcard.value();
			}
		}
		for (Wildcard<V> wildcard : this.prefixes) {
			if (name.length() > wildcard.text().length() && name.startsWith(wildcard.text())) {
				return wildcard.value();
			}
		}
		return null;
	}

	/**
	 * How well a host is matched, to compare what two indexes find.
	 * @param host the host, any case
	 * @return a number that is greater for a more specific domain; negative when none
	 * matches
	 */
	int specificity(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		if (this.exact.containsKey(name)) {
			return Integer.MAX_VALUE;
		}
		int suffix = longest(this.suffixes, name, name::endsWith);
		if (suffix > 0) {
			return MAX_LENGTH + suffix;
		}
		int prefix = longest(this.prefixes, name, name::startsWith);
		return (prefix > 0 || this.any == null) ? prefix : 0;
	}

	private static <V> int longest(List<Wildcard<V>> wildcards, String name, Predicate<String> matches) {
		return wildcards.stream()
			.map(Wildcard::text)
			.filter((text) -> name.length() > text.length() && matches.test(text))
			.mapToInt(String::length)
			.findFirst()
			.orElse(-1);
	}

	/**
	 * Finds the value of the first of several names that a specific domain matches.
	 * @param hosts the names that one host may stand for
	 * @return the value, {@code null} when none matches
	 */
	@Nullable V findFirst(List<String> hosts) {
		for (String host : hosts) {
			V value = findSpecific(host);
			if (value != null) {
				return value;
			}
		}
		return this.any;
	}

	/**
	 * Collects domains.
	 *
	 * @param <V> the type of the values
	 */
	public static final class Builder<V> {

		private final Map<String, V> exact = new HashMap<>();

		private final List<Wildcard<V>> suffixes = new ArrayList<>();

		private final List<Wildcard<V>> prefixes = new ArrayList<>();

		private final BiConsumer<String, V> onDuplicate;

		private @Nullable V any;

		/**
		 * Creates a builder.
		 * @param onDuplicate hears of a domain that is there already, with the value that
		 * does not count
		 */
		public Builder(BiConsumer<String, V> onDuplicate) {
			this.onDuplicate = onDuplicate;
		}

		/**
		 * Adds a domain.
		 * @param domain the domain
		 * @param value the value
		 */
		public void add(String domain, V value) {
			String name = domain.toLowerCase(Locale.ROOT);
			if (!addIfAbsent(name, value)) {
				this.onDuplicate.accept(domain, value);
			}
		}

		private boolean addIfAbsent(String name, V value) {
			if (name.equals(ANY)) {
				boolean absent = this.any == null;
				this.any = absent ? value : this.any;
				return absent;
			}
			if (name.startsWith(ANY)) {
				return addWildcard(this.suffixes, name.substring(1), value);
			}
			if (name.endsWith(ANY)) {
				return addWildcard(this.prefixes, name.substring(0, name.length() - 1), value);
			}
			return this.exact.putIfAbsent(name, value) == null;
		}

		private static <V> boolean addWildcard(List<Wildcard<V>> wildcards, String text, V value) {
			if (wildcards.stream().anyMatch((wildcard) -> wildcard.text().equals(text))) {
				return false;
			}
			return wildcards.add(new Wildcard<>(text, value));
		}

		/**
		 * Builds the index.
		 * @return the index
		 */
		public DomainIndex<V> build() {
			return new DomainIndex<>(this);
		}

	}

	private record Wildcard<V>(String text, V value) {
	}

}
