package io.opensergo.core.yaml;

import java.util.regex.Pattern;

/**
 * The forms of names that rules hold, as Istio and Kubernetes check them.
 */
final class Syntax {

	/**
	 * The longest host name.
	 */
	static final int MAX_HOST_LENGTH = 255;

	private static final int MAX_LABEL_PREFIX_LENGTH = 253;

	private static final String DNS_LABEL_FORM = "[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?";

	private static final Pattern DNS_LABEL = Pattern.compile(DNS_LABEL_FORM);

	private static final Pattern WILDCARD_LABEL = Pattern.compile("\\*|(?:\\*|\\*-)?" + DNS_LABEL_FORM);

	private static final Pattern HEADER_NAME = Pattern.compile("[-!#$%&'*+.^_`|~A-Za-z0-9]+");

	private static final Pattern LABEL_NAME = Pattern.compile("[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?");

	private static final Pattern IPV4 = Pattern
		.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");

	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private Syntax() {
	}

	static boolean isDnsLabel(String text) {
		return DNS_LABEL.matcher(text).matches();
	}

	/**
	 * Whether a text is a host: a DNS name or an address.
	 * @param text the text
	 * @return {@code true} when it is
	 */
	static boolean isHost(String text) {
		return isAddress(text) || isDnsName(text, false);
	}

	/**
	 * Whether a text is a host that may begin with a wildcard.
	 * @param text the text
	 * @return {@code true} when it is
	 */
	static boolean isWildcardHost(String text) {
		return isAddress(text) || isDnsName(text, true);
	}

	static boolean isHeaderName(String text) {
		return HEADER_NAME.matcher(text).matches();
	}

	static boolean isLabelKey(String text) {
		int slash = text.indexOf('/');
		String prefix = (slash >= 0) ? text.substring(0, slash) : "label";
		return prefix.length() <= MAX_LABEL_PREFIX_LENGTH && isDnsName(prefix, false)
				&& LABEL_NAME.matcher(text.substring(slash + 1)).matches();
	}

	static boolean isLabelValue(String text) {
		return text.isEmpty() || LABEL_NAME.matcher(text).matches();
	}

	/**
	 * Whether two hosts, possibly with wildcards, can mean the same name.
	 * @param left one host
	 * @param right another host
	 * @return {@code true} when they overlap
	 */
	static boolean overlap(String left, String right) {
		boolean leftWild = left.startsWith("*");
		boolean rightWild = right.startsWith("*");
		if (leftWild && rightWild) {
			return left.substring(1).endsWith(right.substring(1)) || right.substring(1).endsWith(left.substring(1));
		}
		if (leftWild) {
			return right.endsWith(left.substring(1));
		}
		return rightWild ? left.endsWith(right.substring(1)) : left.equals(right);
	}

	private static boolean isAddress(String text) {
		return IPV4.matcher(text).matches() || (text.length() <= 45 && IPV6.matcher(text).matches());
	}

	private static boolean isDnsName(String text, boolean wildcard) {
		// a trailing dot makes a name absolute
		String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
		if (name.isEmpty() || text.length() > MAX_HOST_LENGTH) {
			return false;
		}
		String[] labels = name.split("\\.", -1);
		for (int i = 0; i < labels.length; i++) {
			Pattern form = (wildcard && i == 0) ? WILDCARD_LABEL : DNS_LABEL;
			if (!form.matcher(labels[i]).matches()) {
				return false;
			}
		}
		return labels.length == 1 || !DIGITS.matcher(labels[labels.length - 1]).matches();
	}

}
