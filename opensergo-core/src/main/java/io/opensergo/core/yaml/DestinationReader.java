package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.opensergo.core.rule.Destination;
import org.jspecify.annotations.Nullable;

/**
 * Reads destinations with their chain of fallbacks.
 */
final class DestinationReader {

	/**
	 * The most fallbacks one after the other.
	 */
	static final int MAX_FALLBACKS = 16;

	private DestinationReader() {
	}

	/**
	 * Reads a destination.
	 * @param value the value
	 * @return the destination, or {@code null} when it is reported
	 */
	static @Nullable Destination read(YamlValue value) {
		List<Destination> chain = new ArrayList<>();
		YamlValue next = value;
		while (next != null) {
			YamlObject object = next.object();
			if (object == null) {
				return null;
			}
			Destination link = readLink(object);
			if (link == null) {
				return null;
			}
			if (!checkNew(next, link, chain)) {
				return null;
			}
			chain.add(link);
			next = object.get("fallback");
		}
		return linked(chain);
	}

	private static @Nullable Destination readLink(YamlObject object) {
		YamlValue hostValue = object.required("host", "the service, such as host: stock");
		String host = (hostValue != null) ? NameReader.host(hostValue) : null;
		String subset = NameReader.dnsLabel(object, "subset", "subset name");
		Integer port = NameReader.port(object, "port");
		object.isSet("fallback");
		object.done();
		return (host != null) ? new Destination(host, subset, port, null) : null;
	}

	private static boolean checkNew(YamlValue place, Destination link, List<Destination> chain) {
		if (chain.size() > MAX_FALLBACKS) {
			place.error("more than " + MAX_FALLBACKS + " fallbacks follow each other", "shorten the chain");
			return false;
		}
		for (int i = 0; i < chain.size(); i++) {
			if (same(chain.get(i), link)) {
				boolean direct = i == chain.size() - 1;
				place.error(
						direct ? "the fallback is the destination itself"
								: "the fallbacks form a cycle: " + describe(link) + " is already in the chain",
						"fall back to another host or subset, or remove it");
				return false;
			}
		}
		return true;
	}

	private static boolean same(Destination left, Destination right) {
		// a missing port stands for the only port of the service
		boolean samePort = left.port() == null || right.port() == null || left.port().equals(right.port());
		return samePort && left.host().equals(right.host()) && Objects.equals(left.subset(), right.subset());
	}

	private static String describe(Destination destination) {
		return (destination.subset() != null) ? destination.host() + " subset " + destination.subset()
				: destination.host();
	}

	private static @Nullable Destination linked(List<Destination> chain) {
		Destination linked = null;
		for (int i = chain.size() - 1; i >= 0; i--) {
			linked = chain.get(i).withFallback(linked);
		}
		return linked;
	}

}
