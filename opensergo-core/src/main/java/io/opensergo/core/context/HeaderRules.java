package io.opensergo.core.context;

import java.util.Locale;
import java.util.Set;

import io.opensergo.core.rule.TrafficLane;

/**
 * Which headers may travel from the inbound to the outbound side of an application.
 */
final class HeaderRules {

	/**
	 * Headers of one connection or of one message body: on another call they would break
	 * it.
	 *
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110,
	 * 7.6.1</a>
	 */
	private static final Set<String> NEVER = Set.of("connection", "keep-alive", "te", "trailer", "transfer-encoding",
			"upgrade", "host", "content-length", "expect", "http2-settings", "proxy-connection", "x-opensergo-debug",
			TrafficLane.DEFAULT_TRAFFIC_HEADER);

	/**
	 * Secrets, and headers that say something of the inbound message alone: an
	 * {@code Accept-Encoding} that the client did not choose gives it answers that it
	 * cannot read.
	 */
	private static final Set<String> ON_DEMAND = Set.of("authorization", "cookie", "cookie2", "set-cookie",
			"set-cookie2", "www-authenticate", "accept-encoding", "range", "forwarded", "x-real-ip");

	private static final String[] ON_DEMAND_PREFIXES = { "proxy-", "content-", "if-", "x-forwarded-" };

	private HeaderRules() {
	}

	/**
	 * Whether a header may travel when somebody asks for it by its name.
	 */
	static boolean mayTravel(String name) {
		return isToken(name) && !NEVER.contains(name);
	}

	/**
	 * Whether a header may travel without having been asked for by its name.
	 */
	static boolean mayTravelUnasked(String name) {
		if (!mayTravel(name) || ON_DEMAND.contains(name)) {
			return false;
		}
		for (String prefix : ON_DEMAND_PREFIXES) {
			if (name.startsWith(prefix)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Lower case for names that are nearly always in lower case already.
	 */
	static String lowerCase(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

	/**
	 * Whether a text is the name of a header.
	 *
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2">RFC 9110,
	 * 5.6.2</a>
	 */
	static boolean isToken(String name) {
		for (int i = 0; i < name.length(); i++) {
			char character = name.charAt(i);
			boolean alphanumeric = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')
					|| (character >= 'A' && character <= 'Z');
			if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(character) < 0) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	/**
	 * Whether a text may be the value of a header: tabs, spaces and the visible
	 * characters of ISO-8859-1.
	 */
	static boolean isValue(String value) {
		for (int i = 0; i < value.length(); i++) {
			char character = value.charAt(i);
			boolean visible = (character >= ' ' && character < 0x7F) || (character >= 0xA0 && character <= 0xFF);
			if (!visible && character != '\t') {
				return false;
			}
		}
		return true;
	}

}
