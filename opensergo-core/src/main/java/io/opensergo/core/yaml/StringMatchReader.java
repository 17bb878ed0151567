package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opensergo.core.match.RegexSyntax;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads string conditions: {@code {exact: …}}, {@code {prefix: …}}, {@code {regex: …}},
 * or {@code {}} for presence.
 */
final class StringMatchReader {

	private StringMatchReader() {
	}

	/**
	 * Reads a condition.
	 * @param value the value
	 * @param use where it stands
	 * @return the condition, or {@code null} when it is reported
	 */
	static @Nullable StringMatch read(YamlValue value, Use use) {
		if (value.isText()) {
			value.expected("a condition", "write {exact: \"" + YamlValue.shown(shownText(value)) + "\"}");
			return null;
		}
		YamlObject object = value.object();
		return (object != null) ? read(object, use) : null;
	}

	/**
	 * Reads a condition from an object. Keys that were asked for before are allowed
	 * beside the condition.
	 * @param object the object
	 * @param use where it stands
	 * @return the condition, or {@code null} when it is reported
	 */
	static @Nullable StringMatch read(YamlObject object, Use use) {
		List<String> written = writtenForms(object);
		StringMatch match = readForms(object, use);
		object.done();
		if (written.size() > 1) {
			object.error("only one of exact, prefix and regex is allowed, found " + String.join(" and ", written),
					"keep one of them");
			return null;
		}
		if (match == null && written.isEmpty()) {
			return present(object, use);
		}
		return match;
	}

	/**
	 * Reads the conditions of a map, by name.
	 * @param object the map, or {@code null}
	 * @param use where they stand
	 * @return the conditions that could be read
	 */
	static Map<String, StringMatch> readMap(@Nullable YamlObject object, Use use) {
		Map<String, StringMatch> matches = new LinkedHashMap<>();
		if (object == null) {
			return matches;
		}
		object.values().forEach((name, value) -> {
			if (value.isNull()) {
				value.error("the condition is missing", "write {} for 'is there', or {exact: ...}");
				return;
			}
			StringMatch match = read(value, use);
			if (match != null) {
				matches.put(name, match);
			}
		});
		return matches;
	}

	private static String shownText(YamlValue value) {
		String text = value.text();
		return (text != null) ? text : "";
	}

	private static List<String> writtenForms(YamlObject object) {
		List<String> written = new ArrayList<>();
		for (String form : List.of("exact", "prefix", "regex")) {
			object.get(form);
			if (object.raw(form) != null) {
				written.add(form);
			}
		}
		return written;
	}

	private static @Nullable StringMatch readForms(YamlObject object, Use use) {
		YamlValue exact = object.raw("exact");
		if (exact != null) {
			String text = text(exact);
			return (text != null) ? StringMatch.exact(text) : null;
		}
		YamlValue prefix = object.raw("prefix");
		if (prefix != null) {
			return readPrefix(prefix, use);
		}
		YamlValue regex = object.raw("regex");
		return (regex != null) ? readRegex(regex, use) : null;
	}

	private static @Nullable String text(YamlValue value) {
		if (value.isNull()) {
			value.error("expected text but found nothing", "write \"\" for the empty text, or {} for 'is there'");
			return null;
		}
		return value.text();
	}

	private static @Nullable StringMatch readPrefix(YamlValue value, Use use) {
		String text = text(value);
		if (text == null) {
			return null;
		}
		if (text.isEmpty() && use != Use.URI) {
			value.error("the prefix is empty", "write {} for 'is there'");
			return null;
		}
		return StringMatch.prefix(text);
	}

	private static @Nullable StringMatch readRegex(YamlValue value, Use use) {
		String text = text(value);
		if (text == null) {
			return null;
		}
		if (text.equals("*") && use == Use.WITHOUT_HEADER) {
			return StringMatch.present();
		}
		String problem = RegexSyntax.problem(text);
		if (problem != null) {
			value.error(problem, text.equals("*") ? "write {} for 'is there', or the regular expression .*"
					: "write an RE2 expression that matches the whole value");
			return null;
		}
		return StringMatch.regex(text);
	}

	private static @Nullable StringMatch present(YamlObject object, Use use) {
		if (use == Use.ORIGIN) {
			object.error("the origin condition is empty", "write exact, prefix or regex; {regex: .*} is any origin");
			return null;
		}
		return StringMatch.present();
	}

	/**
	 * Where a condition stands; some forms are refused in some places.
	 */
	enum Use {

		/**
		 * The path; an empty prefix is every path.
		 */
		URI,

		/**
		 * A header, parameter or pseudo header.
		 */
		VALUE,

		/**
		 * A header that must not match; the expression {@code *} is presence.
		 */
		WITHOUT_HEADER,

		/**
		 * An origin of a CORS policy.
		 */
		ORIGIN

	}

}
