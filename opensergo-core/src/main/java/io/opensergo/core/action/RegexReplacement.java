package io.opensergo.core.action;

import java.util.ArrayList;
import java.util.List;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.opensergo.core.rule.HttpPolicies.RegexRewrite;
import org.jspecify.annotations.Nullable;

/**
 * Replaces all occurrences of a regular expression, as RE2's {@code GlobalReplace} does:
 * {@code \0} is the match, {@code \1} to {@code \9} are groups, {@code \\} is a
 * backslash. A replacement that names a group that is not there replaces nothing.
 */
final class RegexReplacement {

	private final Pattern pattern;

	private final @Nullable List<Part> parts;

	private RegexReplacement(Pattern pattern, @Nullable List<Part> parts) {
		this.pattern = pattern;
		this.parts = parts;
	}

	static RegexReplacement of(RegexRewrite rewrite) {
		Pattern pattern = Pattern.compile(rewrite.match());
		return new RegexReplacement(pattern, parts(rewrite.rewrite(), pattern.groupCount()));
	}

	private static @Nullable List<Part> parts(String replacement, int groups) {
		List<Part> parts = new ArrayList<>();
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < replacement.length(); i++) {
			char c = replacement.charAt(i);
			if (c != '\\') {
				text.append(c);
				continue;
			}
			i++;
			char escaped = (i < replacement.length()) ? replacement.charAt(i) : ' ';
			if (escaped == '\\') {
				text.append(escaped);
			}
			else if (escaped >= '0' && escaped <= '9' && escaped - '0' <= groups) {
				parts.add(new Part(text.toString(), escaped - '0'));
				text.setLength(0);
			}
			else {
				return null;
			}
		}
		parts.add(new Part(text.toString(), Part.NO_GROUP));
		return parts;
	}

	String apply(String text) {
		if (this.parts == null) {
			return text;
		}
		Matcher matcher = this.pattern.matcher(text);
		StringBuilder result = new StringBuilder();
		int copied = 0;
		int lastEnd = -1;
		while (matcher.find()) {
			// an empty match right behind another match is none
			if (matcher.start() != matcher.end() || matcher.start() != lastEnd) {
				result.append(text, copied, matcher.start());
				append(this.parts, matcher, result);
				copied = matcher.end();
			}
			lastEnd = matcher.end();
		}
		return (lastEnd == -1) ? text : result.append(text, copied, text.length()).toString();
	}

	private static void append(List<Part> parts, Matcher matcher, StringBuilder target) {
		for (Part part : parts) {
			target.append(part.text());
			String group = (part.group() != Part.NO_GROUP) ? matcher.group(part.group()) : null;
			if (group != null) {
				target.append(group);
			}
		}
	}

	/**
	 * A part of a replacement.
	 *
	 * @param text the text
	 * @param group the group that follows it, {@link #NO_GROUP} at the end
	 */
	private record Part(String text, int group) {

		static final int NO_GROUP = -1;

	}

}
