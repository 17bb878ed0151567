package io.opensergo.core.yaml;

import java.util.Base64;

/**
 * Bytes that are written as base64.
 */
final class Base64Text {

	private Base64Text() {
	}

	static boolean isValid(String text) {
		try {
			Base64.getDecoder().decode(text);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * The number of bytes, without decoding.
	 * @param text the base64 text
	 * @return the size, at most two bytes too large
	 */
	static int size(String text) {
		return text.length() / 4 * 3;
	}

}
