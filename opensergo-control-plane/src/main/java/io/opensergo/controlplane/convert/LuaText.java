package io.opensergo.controlplane.convert;

import java.nio.charset.StandardCharsets;

/**
 * Texts as Lua writes them. Whatever could end a text or a line is a decimal escape, so
 * that no value of a rule is ever read as code.
 */
final class LuaText {

	private static final String PLAIN = " !#$%&()*+,-./:;<=>?@^_{|}~";

	private LuaText() {
	}

	/**
	 * Quotes a text.
	 * @param text any text
	 * @return a Lua string of its UTF-8 bytes: letters, digits and harmless punctuation
	 * as they are, every other byte as {@code \ddd}
	 */
	static String quote(String text) {
		StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			int c = b & 0xff;
			if (isPlain(c)) {
				quoted.append((char) c);
			}
			else {
				quoted.append('\\').append(c / 100).append(c / 10 % 10).append(c % 10);
			}
		}
		return quoted.append('"').toString();
	}

	private static boolean isPlain(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
	}

	/**
	 * Whether all characters are ASCII. Of others it is not sure which bytes a request
	 * carries.
	 * @param text any text
	 * @return {@code true} when they are
	 */
	static boolean isAscii(String text) {
		return text.chars().allMatch((c) -> c < 0x80);
	}

}
