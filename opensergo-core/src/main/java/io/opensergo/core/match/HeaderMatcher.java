package io.opensergo.core.match;

import java.util.Locale;

import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import org.jspecify.annotations.Nullable;

/**
 * A compiled condition on one header, by Envoy's truth table: a missing header never
 * satisfies a condition on its value, not even an inverted one, unless it is taken as
 * empty.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto#config-route-v3-headermatcher">Envoy:
 * HeaderMatcher</a>
 */
public final class HeaderMatcher {

	private final String name;

	private final Condition condition;

	private HeaderMatcher(String name, Condition condition) {
		this.name = name;
		this.condition = condition;
	}

	/**
	 * Compiles a condition.
	 * @param match the condition
	 * @return the matcher
	 */
	public static HeaderMatcher of(HeaderMatch match) {
		return new HeaderMatcher(match.name().toLowerCase(Locale.ROOT), compile(match));
	}

	private static Condition compile(HeaderMatch match) {
		boolean invert = match.invert();
		if (match.condition() instanceof HeaderCondition.Presence presence) {
			boolean expected = presence.present() != invert;
			return (value) -> (value != null) == expected;
		}
		StringMatcher matcher = valueMatcher(match.condition());
		boolean missingAsEmpty = match.treatMissingAsEmpty();
		return (value) -> {
			if (value == null && !missingAsEmpty) {
				return false;
			}
			return matcher.matches((value != null) ? value : "") != invert;
		};
	}

	private static StringMatcher valueMatcher(HeaderCondition condition) {
		if (condition instanceof HeaderCondition.Range range) {
			return (value) -> isWithin(value.trim(), range);
		}
		return StringMatcher.of(((HeaderCondition.Value) condition).match());
	}

	private static boolean isWithin(String value, HeaderCondition.Range range) {
		try {
			long number = Long.parseLong(value);
			return number >= range.start() && number < range.end();
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	/**
	 * The name of the header.
	 * @return the name, lower case
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Whether the header satisfies the condition.
	 * @param value all values joined with {@code ,}, or {@code null} when it is missing
	 * @return {@code true} when it does
	 */
	public boolean matches(@Nullable String value) {
		return this.condition.test(value);
	}

	@FunctionalInterface
	private interface Condition {

		boolean test(@Nullable String value);

	}

}
