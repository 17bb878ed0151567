package io.opensergo.spring.propagation.grpc;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import io.opensergo.core.match.AddressRange;
import io.opensergo.spring.propagation.IpLiteral;
import io.opensergo.spring.propagation.PropagationHosts;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Which channels lead to services of our own, judged by their authority: names that the
 * public DNS cannot hold (one label as a registry or Kubernetes gives it, and the private
 * domains below), addresses of private networks, and listed hosts. All else may be a
 * third party, which must not see lanes.
 */
final class InternalAuthorities {

	/**
	 * RFC 6761 and 6762, the name that ICANN reserves for private use, and the domains of
	 * Kubernetes services.
	 */
	private static final List<String> PRIVATE_DOMAINS = List.of(".localhost", ".local", ".internal", ".svc");

	private static final List<AddressRange> PRIVATE_ADDRESSES = List
		.of("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7",
				"fe80::/10")
		.stream()
		.map(AddressRange::parse)
		.toList();

	private final Predicate<@Nullable String> hosts;

	InternalAuthorities(PropagationHosts hosts) {
		this.hosts = hosts;
	}

	/**
	 * Whether calls on a channel may carry a lane.
	 * @param authority the authority of the channel, {@code host} or {@code host:port}
	 * @return {@code true} when they may
	 */
	boolean contains(@Nullable String authority) {
		String host = host(authority);
		if (host.isEmpty()) {
			return false;
		}
		return this.hosts.test(host) || isPrivateName(host) || isPrivateAddress(host);
	}

	private static String host(@Nullable String authority) {
		if (authority == null) {
			return "";
		}
		String server = authority.substring(authority.lastIndexOf('@') + 1);
		if (server.startsWith("[")) {
			return server.substring(1, Math.max(1, server.indexOf(']')));
		}
		int colon = server.indexOf(':');
		boolean port = colon >= 0 && colon == server.lastIndexOf(':');
		String host = (port ? server.substring(0, colon) : server).toLowerCase(Locale.ROOT);
		return StringUtils.trimTrailingCharacter(host, '.');
	}

	/**
	 * A label that starts with a digit may be a number that stands for a public address.
	 */
	private static boolean isPrivateName(String host) {
		return (host.indexOf('.') < 0) ? Character.isLetter(host.charAt(0)) && host.indexOf(':') < 0
				: PRIVATE_DOMAINS.stream().anyMatch(host::endsWith);
	}

	private static boolean isPrivateAddress(String host) {
		InetAddress address = IpLiteral.parse(host);
		return address != null && PRIVATE_ADDRESSES.stream().anyMatch((range) -> range.contains(address));
	}

}
