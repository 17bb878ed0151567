package io.opensergo.spring.propagation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Addresses in text. What is not an address is unknown: a name is never looked up.
 */
public final class IpLiteral {

	private static final Pattern LITERAL = Pattern
		.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%.*)?");

	private IpLiteral() {
	}

	/**
	 * The address that a text is.
	 * @param text the text, may be {@code null}
	 * @return the address, {@code null} when the text is none
	 */
	public static @Nullable InetAddress parse(@Nullable String text) {
		if (text == null || !LITERAL.matcher(text).matches()) {
			return null;
		}
		try {
			int zone = text.indexOf('%');
			return InetAddress.getByName((zone >= 0) ? text.substring(0, zone) : text);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
