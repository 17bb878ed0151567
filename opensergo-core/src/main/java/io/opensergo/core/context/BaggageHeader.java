package io.opensergo.core.context;

import org.jspecify.annotations.Nullable;

/**
 * Reads and removes one entry of a {@code baggage} header. Anything that is not well
 * formed is treated as absent: a bad header never breaks a request.
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
	 * The longest header that is read, in characters: the limit that the specification
	 * asks platforms to carry.
	 */
	public static final int MAX_LENGTH = 8192;

	private BaggageHeader() {
	}

	/**
	 * The value of an entry.
	 * @param header the header, several lines joined with {@code ,}; may be {@code null}
	 * @param key the key of the entry
	 * @return the value without properties, {@code null} when there is no such entry or
	 * the header is longer than {@link #MAX_LENGTH}
	 */
	public static @Nullable String value(@Nullable String header, String key) {
		if (header == null || header.length() > MAX_LENGTH || !header.contains(key)) {
			return null;
		}
		for (String member : header.split(",")) {
			int equals = keyEnd(member, key);
			if (equals >= 0) {
				int properties = member.indexOf(';', equals);
				return member.substring(equals + 1, (properties >= 0) ? properties : member.length()).strip();
			}
		}
		return null;
	}

	/**
	 * The header without an entry.
	 * @param header the header, several lines joined with {@code ,}; may be {@code null}
	 * @param key the key of the entry
	 * @return the rest, the same text when nothing was removed, {@code null} when nothing
	 * is left
	 */
	public static @Nullable String without(@Nullable String header, String key) {
		if (header == null || !header.contains(key)) {
			return header;
		}
		StringBuilder rest = new StringBuilder(header.length());
		for (String member : header.split(",")) {
			if (keyEnd(member, key) < 0 && !member.isBlank()) {
				rest.append(rest.isEmpty() ? "" : ",").append(member.strip());
			}
		}
		return rest.isEmpty() ? null : rest.toString();
	}

	private static int keyEnd(String member, String key) {
		int equals = member.indexOf('=');
		return (equals >= 0 && member.substring(0, equals).strip().equals(key)) ? equals : -1;
	}

}
