package io.opensergo.controlplane.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.jspecify.annotations.Nullable;

/**
 * A {@code traffic} block of a lane as a Lua expression, in the words of
 * {@link ColoringScript}. Lua has no RE2, no hash that equals ours and no address ranges.
 *
 * @param expression the expression, of use only when nothing is unsaid
 * @param unsaid the fields that Lua cannot say exactly
 */
record LuaCondition(String expression, List<String> unsaid) {

	private static final double WHOLE = 100;

	LuaCondition {
		unsaid = List.copyOf(unsaid);
	}

	static LuaCondition of(TrafficMatch match) {
		Writer writer = new Writer();
		writer.one("method", "h:get(\":method\")", match.method());
		writer.one("authority", "h:get(\":authority\")", match.authority());
		writer.one("uri", "path", match.uri());
		writer.named("headers", "h:get(%s)", lowerCase(match.headers()));
		writer.named("queryParams", "parameter(target, %s)", match.queryParams());
		writer.named("cookies", "cookie(h:get(\"cookie\"), %s)", match.cookies());
		if (!match.sourceIp().isEmpty()) {
			writer.unsaid.add("sourceIp");
		}
		// the draw comes last, as in LaneTable
		writer.share(match.percentage());
		return new LuaCondition(writer.terms.isEmpty() ? "true" : String.join(" and ", writer.terms), writer.unsaid);
	}

	private static Map<String, StringMatch> lowerCase(Map<String, StringMatch> headers) {
		Map<String, StringMatch> lowerCase = new TreeMap<>();
		headers.forEach((name, match) -> lowerCase.put(name.toLowerCase(Locale.ROOT), match));
		return lowerCase;
	}

	/**
	 * Collects the terms.
	 */
	private static final class Writer {

		private final List<String> terms = new ArrayList<>();

		private final List<String> unsaid = new ArrayList<>();

		void named(String field, String value, Map<String, StringMatch> matches) {
			new TreeMap<>(matches).forEach((name, match) -> {
				if (LuaText.isAscii(name)) {
					one(field + "." + name, value.formatted(LuaText.quote(name)), match);
				}
				else {
					this.unsaid.add(field + "." + name);
				}
			});
		}

		void one(String field, String value, @Nullable StringMatch match) {
			if (match == null) {
				return;
			}
			if (match instanceof StringMatch.Present) {
				this.terms.add(value + " ~= nil");
			}
			else if (match instanceof StringMatch.Exact exact && !exact.ignoreCase()
					&& LuaText.isAscii(exact.value())) {
				this.terms.add(value + " == " + LuaText.quote(exact.value()));
			}
			else if (match instanceof StringMatch.Prefix prefix && !prefix.ignoreCase()
					&& LuaText.isAscii(prefix.value())) {
				this.terms.add("starts(" + value + ", " + LuaText.quote(prefix.value()) + ")");
			}
			else {
				this.unsaid.add(field);
			}
		}

		void share(@Nullable Percentage percentage) {
			if (percentage == null) {
				return;
			}
			if (percentage.hashOn() != null) {
				this.unsaid.add("percentage.hashOn");
			}
			else if (percentage.value() < WHOLE) {
				this.terms.add("math.random() * 100 < " + percentage.value());
			}
		}

	}

}
