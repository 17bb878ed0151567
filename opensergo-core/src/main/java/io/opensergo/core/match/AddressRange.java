package io.opensergo.core.match;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A range of IP addresses in CIDR notation, IPv4 or IPv6. An IPv4 address that is mapped
 * into IPv6 is taken as IPv4.
 */
public final class AddressRange {

	private static final Pattern LITERAL = Pattern
		.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	private final byte[] network;

	private final int prefixLength;

	private AddressRange(byte[] network, int prefixLength) {
		this.network = network;
		this.prefixLength = prefixLength;
	}

	/**
	 * Parses a range.
	 * @param text {@code address/length}, or one address
	 * @return the range
	 * @throws IllegalArgumentException when the text is no range; names are never looked
	 * up
	 */
	public static AddressRange parse(String text) {
		int slash = text.indexOf('/');
		byte[] address = parseAddress((slash != -1) ? text.substring(0, slash) : text, text);
		int bits = address.length * Byte.SIZE;
		int length = (slash != -1) ? parseLength(text.substring(slash + 1), bits, text) : bits;
		return new AddressRange(address, length);
	}

	private static byte[] parseAddress(String literal, String text) {
		if (LITERAL.matcher(literal).matches()) {
			try {
				return InetAddress.getByName(literal).getAddress();
			}
			catch (UnknownHostException ex) {
				// Falls through: the message below names the whole text.
			}
		}
		throw new IllegalArgumentException(
				"'" + text + "' is not an address range; write an address such as 10.0.0.0/8 or fd00::/8");
	}

	private static int parseLength(String digits, int bits, String text) {
		try {
			int length = Integer.parseInt(digits);
			if (length >= 0 && length <= bits) {
				return length;
			}
		}
		catch (NumberFormatException ex) {
			// Falls through: the message below names the whole text.
		}
		throw new IllegalArgumentException("'" + text + "' has the prefix length '" + digits
				+ "'; write a number from 0 to " + bits + " after the slash");
	}

	/**
	 * Whether an address is within the range.
	 * @param address the address
	 * @return {@code true} when it is; {@code false} for an address of the other family
	 */
	public boolean contains(InetAddress address) {
		byte[] bytes = address.getAddress();
		if (bytes.length != this.network.length) {
			return false;
		}
		int whole = this.prefixLength / Byte.SIZE;
		if (Arrays.mismatch(bytes, 0, whole, this.network, 0, whole) != -1) {
			return false;
		}
		int rest = this.prefixLength % Byte.SIZE;
		int mask = 0xFF << (Byte.SIZE - rest);
		return rest == 0 || (bytes[whole] & mask) == (this.network[whole] & mask);
	}

}
