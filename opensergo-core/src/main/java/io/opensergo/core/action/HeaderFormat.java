package io.opensergo.core.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A header value with variables of Envoy's format. Known are {@code %%},
 * {@code %DOWNSTREAM_REMOTE_ADDRESS%}, {@code %DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%},
 * {@code %PROTOCOL%} and {@code %REQ(name?alternative):length%}. A variable without a
 * value is nothing.
 *
 * @see <a href=
 * "https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators">Envoy:
 * Command Operators</a>
 */
public final class HeaderFormat {

	private final List<Part> parts;

	private HeaderFormat(List<Part> parts) {
		this.parts = List.copyOf(parts);
	}

	/**
	 * Compiles a value.
	 * @param text the value
	 * @return the format, {@code null} when it holds an unknown variable
	 */
	static @Nullable HeaderFormat of(String text) {
		List<Part> parts = new ArrayList<>();
		int position = 0;
		int percent = text.indexOf('%');
		while (percent != -1) {
			int end = text.indexOf('%', percent + 1);
			Part variable = (end != -1) ? variable(text.substring(percent + 1, end)) : null;
			if (variable == null) {
				return null;
			}
			addText(parts, text.substring(position, percent));
			parts.add(variable);
			position = end + 1;
			percent = text.indexOf('%', position);
		}
		addText(parts, text.substring(position));
		return new HeaderFormat(parts);
	}

	/**
	 * Whether all variables of a value are known, so that the header can be written.
	 * @param text the value
	 * @return {@code false} for a value that is not applied
	 */
	public static boolean isKnown(String text) {
		return of(text) != null;
	}

	private static void addText(List<Part> parts, String text) {
		if (!text.isEmpty()) {
			parts.add((facts) -> text);
		}
	}

	private static @Nullable Part variable(String name) {
		return switch (name) {
			case "" -> (facts) -> "%";
			case "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT" -> CallFacts::clientAddress;
			case "DOWNSTREAM_REMOTE_ADDRESS" -> HeaderFormat::clientAddressWithPort;
			case "PROTOCOL" -> CallFacts::protocol;
			default -> requestHeader(name);
		};
	}

	private static @Nullable String clientAddressWithPort(CallFacts facts) {
		String address = facts.clientAddress();
		if (address == null || facts.clientPort() < 0) {
			return address;
		}
		return ((address.indexOf(':') != -1) ? "[" + address + "]" : address) + ":" + facts.clientPort();
	}

	private static @Nullable Part requestHeader(String variable) {
		int close = variable.lastIndexOf(')');
		if (!variable.startsWith("REQ(") || close == -1) {
			return null;
		}
		int length = length(variable.substring(close + 1));
		String[] names = variable.substring("REQ(".length(), close).toLowerCase(Locale.ROOT).split("\\?", 2);
		if (length < 0 || names[0].isEmpty()) {
			return null;
		}
		String alternative = (names.length == 2) ? names[1] : names[0];
		return (facts) -> {
			String first = facts.requestHeader(names[0]);
			String value = (first != null) ? first : facts.requestHeader(alternative);
			return (value != null && value.length() > length) ? value.substring(0, length) : value;
		};
	}

	private static int length(String suffix) {
		if (suffix.isEmpty()) {
			return Integer.MAX_VALUE;
		}
		try {
			return (suffix.charAt(0) == ':') ? Integer.parseInt(suffix.substring(1)) : -1;
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	String format(CallFacts facts) {
		if (this.parts.size() == 1) {
			String value = this.parts.get(0).value(facts);
			return (value != null) ? value : "";
		}
		StringBuilder text = new StringBuilder();
		for (Part part : this.parts) {
			String value = part.value(facts);
			if (value != null) {
				text.append(value);
			}
		}
		return text.toString();
	}

	@FunctionalInterface
	private interface Part {

		@Nullable String value(CallFacts facts);

	}

}
