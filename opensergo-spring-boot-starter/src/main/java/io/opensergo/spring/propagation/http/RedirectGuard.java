package io.opensergo.spring.propagation.http;

import java.util.List;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.spring.propagation.PropagationHosts;
import org.jspecify.annotations.Nullable;

/**
 * Takes the lane off a request that a redirect sends somewhere else. HTTP clients repeat
 * the headers of a request when they follow a redirect, but whoever redirects does not
 * decide who may see the lane. Safe for all threads.
 */
public final class RedirectGuard {

	private static final String LANE = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private final ContextHeaders headers;

	private final PropagationHosts hosts;

	/**
	 * Creates a guard.
	 * @param headers what a context looks like on a request
	 * @param hosts the hosts that may see the lane
	 */
	public RedirectGuard(ContextHeaders headers, PropagationHosts hosts) {
		this.headers = headers;
		this.hosts = hosts;
	}

	/**
	 * Takes the lane off, unless the request stays on the host that it was made for or
	 * goes to one that is allowed to see the lane.
	 * @param origin the host that the application has called
	 * @param target the host of the redirected request
	 * @param request the redirected request
	 * @param access how its headers are written
	 * @param <C> the type of the request
	 */
	<C> void check(@Nullable String origin, @Nullable String target, C request, HeaderAccess<C> access) {
		boolean sameHost = origin != null && origin.equalsIgnoreCase(target);
		if (!sameHost && !this.hosts.test(target)) {
			remove(request, access);
		}
	}

	/**
	 * Carried headers are ours for sure only beside a lane: without one, they may be what
	 * the application says to a host that is none of ours.
	 */
	private <C> void remove(C request, HeaderAccess<C> access) {
		List<String> lane = access.values(request, LANE);
		if (lane != null && !lane.isEmpty()) {
			this.headers.read(request, access).carried().keySet().forEach((name) -> access.remove(request, name));
		}
		this.headers.remove(request, access);
	}

}
