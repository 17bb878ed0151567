package io.opensergo.core.action;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the headers of a request or a response: removed, then overwritten, then
 * added, each with values of before the overwriting. The operations of a single
 * destination follow those of the route in one such round; those of a weighted
 * destination are a round of their own before it.
 *
 * <p>
 * Pseudo headers and {@code host} are left alone, except that the last value written to
 * {@code host} or {@code :authority} of a request is its authority. An empty value writes
 * nothing, nor does one with an unknown variable.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#custom-request-response-headers">Envoy:
 * Custom request/response headers</a>
 */
public final class HeaderChanges {

	/**
	 * No change. Compared by identity.
	 */
	public static final HeaderChanges NONE = new HeaderChanges(List.of());

	private final List<Round> rounds;

	private HeaderChanges(List<Round> rounds) {
		this.rounds = rounds;
	}

	static HeaderChanges of(Changes ofRoute, Changes ofDestination, boolean weighted) {
		List<Round> rounds = new ArrayList<>();
		if (weighted) {
			rounds.add(Round.of(ofDestination));
			rounds.add(Round.of(ofRoute));
		}
		else {
			rounds.add(Round.of(new Changes(concat(ofRoute.remove(), ofDestination.remove()),
					concat(ofRoute.values(), ofDestination.values()))));
		}
		List<Round> changing = rounds.stream().filter((round) -> !round.isEmpty()).toList();
		return changing.isEmpty() ? NONE : new HeaderChanges(changing);
	}

	private static <T> List<T> concat(List<T> first, List<T> second) {
		return Stream.concat(first.stream(), second.stream()).toList();
	}

	/**
	 * The authority that header operations of a request write.
	 */
	static @Nullable String authorityOf(Changes changes) {
		return changes.values()
			.stream()
			.filter((value) -> isAuthority(value.name()))
			.map(HeaderValue::value)
			.reduce((first, last) -> last)
			.orElse(null);
	}

	private static boolean isAuthority(String name) {
		return name.equalsIgnoreCase("host") || name.equalsIgnoreCase(":authority");
	}

	/**
	 * Applies the changes.
	 * @param headers the headers
	 * @param facts what is known of the call
	 */
	public void apply(MutableHeaders headers, CallFacts facts) {
		for (Round round : this.rounds) {
			round.apply(headers, facts);
		}
	}

	private record Round(List<String> remove, List<Write> writes) {

		static Round of(Changes changes) {
			List<Write> writes = new ArrayList<>();
			for (HeaderValue value : changes.values()) {
				HeaderFormat format = isChangeable(value.name()) ? HeaderFormat.of(value.value()) : null;
				if (format != null) {
					writes.add(new Write(value.name(), format, value.action()));
				}
			}
			return new Round(changes.remove().stream().filter(Round::isChangeable).toList(), List.copyOf(writes));
		}

		private static boolean isChangeable(String name) {
			return !name.startsWith(":") && !name.equalsIgnoreCase("host");
		}

		boolean isEmpty() {
			return this.remove.isEmpty() && this.writes.isEmpty();
		}

		void apply(MutableHeaders headers, CallFacts facts) {
			this.remove.forEach(headers::remove);
			String[] values = new String[this.writes.size()];
			for (int i = 0; i < values.length; i++) {
				values[i] = this.writes.get(i).value(headers, facts);
			}
			for (int i = 0; i < values.length; i++) {
				if (!values[i].isEmpty() && this.writes.get(i).isOverwriting()) {
					headers.set(this.writes.get(i).name(), values[i]);
				}
			}
			for (int i = 0; i < values.length; i++) {
				if (!values[i].isEmpty() && !this.writes.get(i).isOverwriting()) {
					headers.add(this.writes.get(i).name(), values[i]);
				}
			}
		}

	}

	private record Write(String name, HeaderFormat format, Action action) {

		boolean isOverwriting() {
			return this.action == Action.OVERWRITE_IF_EXISTS_OR_ADD || this.action == Action.OVERWRITE_IF_EXISTS;
		}

		/**
		 * The value, empty when nothing is to be written.
		 */
		String value(MutableHeaders headers, CallFacts facts) {
			boolean written = switch (this.action) {
				case APPEND_IF_EXISTS_OR_ADD, OVERWRITE_IF_EXISTS_OR_ADD -> true;
				case ADD_IF_ABSENT -> headers.get(this.name) == null;
				case OVERWRITE_IF_EXISTS -> headers.get(this.name) != null;
			};
			return written ? this.format.format(facts) : "";
		}

	}

}
