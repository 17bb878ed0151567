package io.opensergo.core.match;

import java.util.ArrayDeque;
import java.util.Deque;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a regular expression is RE2 and small. RE2/J unrolls repetitions and does
 * not bound the result, so that {@code ((a{1000}){1000}){1000}} would exhaust the memory;
 * C++ and Go refuse such expressions, and so do we.
 */
public final class RegexSyntax {

	/**
	 * The longest expression, in characters; Istio's limit.
	 */
	public static final int MAX_LENGTH = 1024;

	/**
	 * The most characters and classes that an expression may unroll to.
	 */
	public static final long MAX_UNROLLED = 5_000;

	private RegexSyntax() {
	}

	/**
	 * Says what is wrong with an expression.
	 * @param regex the expression
	 * @return the problem, {@code null} when there is none
	 */
	public static @Nullable String problem(String regex) {
		if (regex.isEmpty()) {
			return "the regular expression is empty";
		}
		if (regex.length() > MAX_LENGTH) {
			return "the regular expression has " + regex.length() + " characters, at most " + MAX_LENGTH
					+ " are allowed";
		}
		if (unrolledSize(regex) > MAX_UNROLLED) {
			return "the repetitions of the regular expression multiply to more than " + MAX_UNROLLED + " characters";
		}
		try {
			Pattern.compile(regex);
			return null;
		}
		catch (PatternSyntaxException ex) {
			return "the regular expression is not RE2 syntax: " + ex.getDescription();
		}
	}

	/**
	 * An upper estimate of the number of characters and classes after all counted
	 * repetitions are written out. Saturates instead of overflowing.
	 * @param regex the expression, any text
	 * @return the estimate
	 */
	static long unrolledSize(String regex) {
		Deque<Long> open = new ArrayDeque<>();
		long size = 0;
		long last = 0;
		for (int i = 0; i < regex.length(); i++) {
			char c = regex.charAt(i);
			int repetitionEnd = (c == '{') ? regex.indexOf('}', i) : -1;
			if (c == '(') {
				open.push(size);
				size = 0;
				last = 0;
			}
			else if (c == ')' && !open.isEmpty()) {
				last = size + 1;
				size = saturated(open.pop() + last);
			}
			else if (repetitionEnd > 0 && largestCount(regex.substring(i + 1, repetitionEnd)) > 0) {
				long unrolled = saturated(last * largestCount(regex.substring(i + 1, repetitionEnd)));
				size = saturated(size - last + unrolled);
				last = unrolled;
				i = repetitionEnd;
			}
			else if (c != '*' && c != '+' && c != '?') {
				i = atomEnd(regex, i);
				last = 1;
				size = saturated(size + 1);
			}
		}
		while (!open.isEmpty()) {
			size = saturated(size + open.pop());
		}
		return size;
	}

	private static long saturated(long size) {
		return Math.min(size, Integer.MAX_VALUE);
	}

	private static long largestCount(String range) {
		long largest = 0;
		for (String part : range.split(",", 3)) {
			if (part.isEmpty() || part.length() > 6 || !part.chars().allMatch((c) -> c >= '0' && c <= '9')) {
				return part.isEmpty() ? largest : -1;
			}
			largest = Math.max(largest, Long.parseLong(part));
		}
		return largest;
	}

	private static int atomEnd(String regex, int start) {
		char c = regex.charAt(start);
		if (c == '\\') {
			return escapeEnd(regex, start);
		}
		if (c != '[') {
			return start;
		}
		int position = start + 1;
		while (position < regex.length() && (regex.charAt(position) != ']' || position == start + 1)) {
			position = (regex.charAt(position) == '\\') ? position + 2 : position + 1;
		}
		return Math.min(position, regex.length() - 1);
	}

	private static int escapeEnd(String regex, int start) {
		int next = start + 1;
		boolean braced = next + 1 < regex.length() && "pPx".indexOf(regex.charAt(next)) >= 0
				&& regex.charAt(next + 1) == '{';
		int end = braced ? regex.indexOf('}', next) : next;
		return (end < 0) ? next : Math.min(end, regex.length() - 1);
	}

}
