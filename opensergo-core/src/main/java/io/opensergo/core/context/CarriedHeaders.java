package io.opensergo.core.context;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.opensergo.core.context.PropagationDrops.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Which headers, besides the lane, go along from an inbound request to the calls that it
 * causes: those that the application lists, and those that rules match on. Immutable and
 * safe for all threads; costs nothing when no header is to be carried.
 *
 * <p>
 * Headers of one connection or body, such as {@code Host} and {@code Content-Length},
 * never go along. Credentials ({@code Authorization}, {@code Cookie}), {@code Proxy-*},
 * and what describes one message ({@code Content-*}, {@code If-*}, {@code Forwarded} and
 * others) do so only when the list names them exactly. Whatever is over budget or not a
 * valid header is dropped and counted.
 */
public final class CarriedHeaders {

	/**
	 * The most headers that one request carries.
	 */
	public static final int MAX_ENTRIES = 32;

	/**
	 * The longest value, in bytes on the wire (ISO-8859-1); several lines of one header
	 * are one value.
	 */
	public static final int MAX_VALUE_BYTES = 1024;

	/**
	 * The most characters of all names and values together.
	 */
	public static final int MAX_CHARACTERS = 4096;

	/**
	 * What an entry of the list looks like, for messages.
	 */
	public static final String SYNTAX = "the name of a header, or the start of names followed by '*'; never one of a "
			+ "single connection or body such as Host or Content-Length, and never just '*'";

	/**
	 * Carries nothing.
	 */
	public static final CarriedHeaders NONE = new CarriedHeaders(List.of(), Set::of, new PropagationDrops());

	private static final char WILDCARD = '*';

	private final List<String> names;

	private final List<String> prefixes;

	private final Supplier<Set<String>> ruleNames;

	private final PropagationDrops drops;

	/**
	 * Creates a policy.
	 * @param entries names, and starts of names followed by {@code *}, any case
	 * @param ruleNames the lower-case names that the rules in force match on; asked on
	 * every request, so it has to be a mere read
	 * @param drops where drops are counted
	 * @throws IllegalArgumentException if an entry is not valid
	 */
	public CarriedHeaders(Collection<String> entries, Supplier<Set<String>> ruleNames, PropagationDrops drops) {
		Set<String> names = new LinkedHashSet<>();
		Set<String> prefixes = new LinkedHashSet<>();
		for (String entry : entries) {
			if (!isValid(entry)) {
				throw new IllegalArgumentException("'" + entry + "' is not " + SYNTAX);
			}
			String lowerCase = HeaderRules.lowerCase(entry);
			if (lowerCase.charAt(lowerCase.length() - 1) == WILDCARD) {
				prefixes.add(lowerCase.substring(0, lowerCase.length() - 1));
			}
			else {
				names.add(lowerCase);
			}
		}
		this.names = List.copyOf(names);
		this.prefixes = List.copyOf(prefixes);
		this.ruleNames = ruleNames;
		this.drops = drops;
	}

	/**
	 * Whether a text can be an entry of the list.
	 * @param entry the text
	 * @return {@code true} when it can
	 */
	public static boolean isValid(String entry) {
		String name = HeaderRules.lowerCase(entry);
		boolean prefix = !name.isEmpty() && name.charAt(name.length() - 1) == WILDCARD;
		return prefix ? HeaderRules.isToken(name.substring(0, name.length() - 1)) : HeaderRules.mayTravel(name);
	}

	/**
	 * Whether a header that a rule matches on is carried without being listed.
	 * @param name the name, lower case
	 * @return {@code false} for the lane header, pseudo headers, and headers that have to
	 * be listed
	 */
	public static boolean isAutomatic(String name) {
		return HeaderRules.mayTravelUnasked(name);
	}

	/**
	 * Takes the headers that are to be carried from an inbound carrier.
	 * @param carrier the request or message
	 * @param access how its headers are read
	 * @return values by lower-case name, empty for none
	 */
	<C> Map<String, String> select(C carrier, HeaderAccess<C> access) {
		Set<String> ofRules = this.ruleNames.get();
		if (this.names.isEmpty() && this.prefixes.isEmpty() && ofRules.isEmpty()) {
			return Map.of();
		}
		Selection<C> selection = new Selection<>(carrier, access);
		this.names.forEach(selection::take);
		ofRules.forEach(selection::take);
		if (!this.prefixes.isEmpty()) {
			// A copy: carriers need not allow reads while their names are walked.
			for (String name : List.copyOf(access.names(carrier))) {
				takeByPrefix(HeaderRules.lowerCase(name), selection);
			}
		}
		return selection.headers();
	}

	private void takeByPrefix(String name, Selection<?> selection) {
		for (String prefix : this.prefixes) {
			if (name.startsWith(prefix) && HeaderRules.mayTravelUnasked(name)) {
				selection.take(name);
				return;
			}
		}
	}

	/**
	 * Writes carried headers. One that the call already has stays: the code that makes a
	 * call has the last word.
	 * @param carried values by lower-case name
	 * @param carrier the call or message
	 * @param access how its headers are written
	 */
	<C> void write(Map<String, String> carried, C carrier, HeaderAccess<C> access) {
		if (carried.isEmpty()) {
			return;
		}
		Budget budget = new Budget();
		carried.forEach((name, value) -> {
			List<String> present = access.values(carrier, name);
			if ((present == null || present.isEmpty()) && budget.admits(HeaderRules.lowerCase(name), value)) {
				access.set(carrier, name, value);
			}
		});
	}

	/**
	 * Whether a call lacks a carried header.
	 */
	static <C> boolean isMissing(Map<String, String> carried, C carrier, HeaderAccess<C> access) {
		for (String name : carried.keySet()) {
			List<String> present = access.values(carrier, name);
			if (present == null || present.isEmpty()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What one request may still carry.
	 */
	private final class Budget {

		private int entries;

		private int characters;

		boolean admits(String name, String value) {
			Reason objection = objection(name, value);
			if (objection != null) {
				CarriedHeaders.this.drops.add(objection);
				return false;
			}
			this.entries++;
			this.characters += name.length() + value.length();
			return true;
		}

		private @Nullable Reason objection(String name, String value) {
			if (value.length() > MAX_VALUE_BYTES) {
				return Reason.VALUE;
			}
			if (!HeaderRules.mayTravel(name) || !HeaderRules.isValue(value)) {
				return Reason.INVALID;
			}
			if (this.entries >= MAX_ENTRIES) {
				return Reason.ENTRIES;
			}
			return (this.characters + name.length() + value.length() > MAX_CHARACTERS) ? Reason.CHARACTERS : null;
		}

	}

	/**
	 * The headers that are taken from one carrier, in the order of precedence.
	 *
	 * @param <C> the type of the carrier
	 */
	private final class Selection<C> {

		private final C carrier;

		private final HeaderAccess<C> access;

		private final Budget budget = new Budget();

		private @Nullable Map<String, String> taken;

		Selection(C carrier, HeaderAccess<C> access) {
			this.carrier = carrier;
			this.access = access;
		}

		void take(String name) {
			List<String> values = this.access.values(this.carrier, name);
			if (values == null || values.isEmpty() || (this.taken != null && this.taken.containsKey(name))) {
				return;
			}
			String value = (values.size() == 1) ? values.get(0) : String.join(",", values);
			if (this.budget.admits(name, value)) {
				this.taken = (this.taken != null) ? this.taken : new LinkedHashMap<>();
				this.taken.put(name, value);
			}
		}

		Map<String, String> headers() {
			return (this.taken != null) ? this.taken : Map.of();
		}

	}

}
