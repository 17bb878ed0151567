package io.opensergo.spring.loadbalancer;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.rule.Destination;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of one call in the order in which they are tried: the chosen one, its
 * fallbacks, then those of the routes without lanes where a permissive lane has no
 * instance.
 *
 * @param first the decision
 * @param second what comes after it, {@code null} for nothing
 */
record CandidateDestinations(@Nullable Forward first, @Nullable Forward second) {

	/**
	 * No destination: the call finds no instance.
	 */
	static final CandidateDestinations NONE = new CandidateDestinations(null, null);

	/**
	 * No rule concerns the call: the baseline of the called service. Compared by
	 * identity.
	 */
	static final CandidateDestinations BASELINE = new CandidateDestinations(null, null);

	/**
	 * Whether all destinations belong to one service.
	 * @param serviceId the service
	 * @return {@code true} when no other service is involved
	 */
	boolean stayAt(String serviceId) {
		return stayAt(serviceId, this.first) && stayAt(serviceId, this.second);
	}

	/**
	 * Whether the call is better refused than served by an instance that the rules do not
	 * name.
	 * @return {@code true} in a strict lane
	 */
	boolean areStrict() {
		return this.first != null && this.first.otherwise() == Otherwise.REFUSE;
	}

	/**
	 * All destinations, in order.
	 * @return the destinations
	 */
	List<Candidate> all() {
		List<Candidate> all = new ArrayList<>();
		addAll(this.first, all);
		addAll(this.second, all);
		return all;
	}

	private static void addAll(@Nullable Forward forward, List<Candidate> target) {
		if (forward == null) {
			return;
		}
		String lane = forward.lane();
		for (Destination next = forward.chosen(); next != null; next = next.fallback()) {
			target.add(new Candidate(HostNames.serviceOf(next.host()), next, lane));
			lane = null;
		}
	}

	private static boolean stayAt(String serviceId, @Nullable Forward forward) {
		if (forward == null) {
			return true;
		}
		for (Destination next = forward.chosen(); next != null; next = next.fallback()) {
			if (!isService(serviceId, next.host())) {
				return false;
			}
		}
		return true;
	}

	private static boolean isService(String serviceId, String host) {
		return host.equalsIgnoreCase(serviceId) || HostNames.serviceOf(host).equalsIgnoreCase(serviceId);
	}

	/**
	 * One destination.
	 *
	 * @param service the service, as the registry knows it
	 * @param destination the destination
	 * @param lane the lane, {@code null} when a subset is meant
	 */
	record Candidate(String service, Destination destination, @Nullable String lane) {
	}

}
