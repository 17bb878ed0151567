package io.opensergo.core.context;

import org.jspecify.annotations.Nullable;

/**
 * Reads, removes and writes one entry of a {@code baggage} header. Anything that is not
 * well formed is treated as absent: a bad header never breaks a request.
 *
 * <p>
 * Reading is exact. Removing is not: it takes whatever some other reader might take for
 * the entry, that is, keys in any case, with percent-encoded letters, and without a
 * value.
 *
 * @see <a href="https://www.w3.org/TR/baggage/">W3C: Propagation format for distributed
 * context: Baggage</a>
 */
public final class BaggageHeader {

	/**
	 * The name of the header.
	 */
	public static final String NAME = "baggage";

	/**
	 * The longest header that is read and written, in characters: the limit that the
	 * specification asks platforms to carry.
	 */
	public static final int MAX_LENGTH = 8192;

	/**
	 * The most entries of a header that is written: the limit that the specification asks
	 * platforms to carry.
	 */
	public static final int MAX_MEMBERS = 64;

	private BaggageHeader() {
	}

	/**
	 * The value of an entry.
	 * @param header the header, several lines joined with {@code ,}; may be {@code null}
	 * @param key the key of the entry
	 * @return the value of the first such entry without properties, {@code null} when
	 * there is none or the header is longer than {@link #MAX_LENGTH}
	 */
	public static @Nullable String value(@Nullable String header, String key) {
		if (header == null || header.length() > MAX_LENGTH || !header.contains(key)) {
			return null;
		}
		for (int start = 0; start <= header.length(); start = end(header, start) + 1) {
			String member = header.substring(start, end(header, start));
			int equals = member.indexOf('=');
			if (equals >= 0 && member.substring(0, equals).strip().equals(key)) {
				int properties = member.indexOf(';', equals);
				return member.substring(equals + 1, (properties >= 0) ? properties : member.length()).strip();
			}
		}
		return null;
	}

	/**
	 * Whether anything in a header might be taken for an entry, however long the header
	 * is and however the key is written.
	 * @param header the header, several lines joined with {@code ,}; may be {@code null}
	 * @param key the key of the entry, lower-case ASCII
	 * @return {@code true} when {@link #without} would change the header
	 */
	public static boolean mentions(@Nullable String header, String key) {
		if (header == null) {
			return false;
		}
		for (int start = 0; start <= header.length(); start = end(header, start) + 1) {
			if (isKey(header, start, end(header, start), key)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The header without an entry.
	 * @param header the header, several lines joined with {@code ,}; may be {@code null}
	 * @param key the key of the entry, lower-case ASCII
	 * @return the rest, the same text when nothing was removed, {@code null} when nothing
	 * is left
	 */
	public static @Nullable String without(@Nullable String header, String key) {
		if (header == null || !mentions(header, key)) {
			return header;
		}
		StringBuilder rest = new StringBuilder(header.length());
		for (int start = 0; start <= header.length(); start = end(header, start) + 1) {
			int end = end(header, start);
			if (!isKey(header, start, end, key)) {
				String member = header.substring(start, end).strip();
				rest.append((rest.isEmpty() || member.isEmpty()) ? "" : ",").append(member);
			}
		}
		return rest.isEmpty() ? null : rest.toString();
	}

	/**
	 * The header with an entry in place of all that might be taken for it.
	 * @param header the header, several lines joined with {@code ,}; may be {@code null}
	 * @param key the key of the entry, lower-case ASCII
	 * @param value the value, made of characters that need no encoding
	 * @return the header, {@code null} when it would have more than {@link #MAX_LENGTH}
	 * characters or {@link #MAX_MEMBERS} entries
	 */
	static @Nullable String with(@Nullable String header, String key, String value) {
		String rest = without(header, key);
		String member = key + "=" + value;
		if (rest == null || rest.isBlank()) {
			return member;
		}
		boolean fits = rest.length() + 1 + member.length() <= MAX_LENGTH && members(rest) < MAX_MEMBERS;
		return fits ? rest + "," + member : null;
	}

	private static int members(String header) {
		int members = 1;
		for (int i = 0; i < header.length(); i++) {
			members += (header.charAt(i) == ',') ? 1 : 0;
		}
		return members;
	}

	private static int end(String header, int start) {
		int comma = header.indexOf(',', start);
		return (comma >= 0) ? comma : header.length();
	}

	/**
	 * Whether the key of a member is ours in the eyes of the most liberal reader. Walks
	 * the text: an attacker's header of 100 KiB must not cost memory.
	 */
	private static boolean isKey(String header, int start, int end, String key) {
		int position = skipBlanks(header, start, end);
		for (int i = 0; i < key.length(); i++) {
			if (position >= end) {
				return false;
			}
			int decoded = decoded(header, position, end);
			position += (decoded >= 0) ? 3 : 1;
			int character = (decoded >= 0) ? decoded : header.charAt(position - 1);
			int lowerCase = (character >= 'A' && character <= 'Z') ? character + ('a' - 'A') : character;
			if (lowerCase != key.charAt(i)) {
				return false;
			}
		}
		position = skipBlanks(header, position, end);
		return position >= end || header.charAt(position) == '=' || header.charAt(position) == ';';
	}

	/**
	 * The percent-encoded byte at a position, -1 when there is none.
	 */
	private static int decoded(String header, int position, int end) {
		if (header.charAt(position) != '%' || position + 2 >= end) {
			return -1;
		}
		int high = Character.digit(header.charAt(position + 1), 16);
		int low = Character.digit(header.charAt(position + 2), 16);
		return (high >= 0 && low >= 0) ? high * 16 + low : -1;
	}

	private static int skipBlanks(String header, int start, int end) {
		int position = start;
		while (position < end && Character.isWhitespace(header.charAt(position))) {
			position++;
		}
		return position;
	}

}
