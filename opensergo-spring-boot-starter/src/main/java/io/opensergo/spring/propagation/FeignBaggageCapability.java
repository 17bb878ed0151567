package io.opensergo.spring.propagation;

import feign.Capability;
import feign.Client;
import feign.Request;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.LaneName;
import io.opensergo.core.context.TrafficContext;

import org.springframework.core.Ordered;

/**
 * Brings the baggage of a request of OpenFeign in line with its lane once more, right
 * before it leaves: tracing writes its own baggage in place of what
 * {@link LaneFeignRequestInterceptor} has written. Load-balanced requests get their lane
 * later than that. Safe for all threads.
 */
public final class FeignBaggageCapability implements Capability, Ordered {

	/**
	 * Inside of tracing, and around what looks at the kind of the client.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1;

	private final FeignRequestHeaders headers;

	/**
	 * Creates a capability.
	 * @param headers writes the context
	 */
	public FeignBaggageCapability(ContextHeaders headers) {
		this.headers = new FeignRequestHeaders(headers);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Client enrich(Client client) {
		return (request, options) -> client.execute(inLine(request), options);
	}

	/**
	 * Who may see the lane, and what else goes along with it, has been decided when it
	 * was written.
	 */
	private Request inLine(Request request) {
		String lane = LaneName.of(FeignHeadersAccess.INSTANCE.values(request.headers(), InboundTag.NAME));
		return (lane != null) ? this.headers.written(request, TrafficContext.ofLane(lane)) : request;
	}

}
