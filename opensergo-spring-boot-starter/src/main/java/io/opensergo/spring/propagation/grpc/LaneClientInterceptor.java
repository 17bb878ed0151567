package io.opensergo.spring.propagation.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.PropagationHosts;

/**
 * Writes the lane of the calling thread into the metadata of calls on channels that lead
 * to services of our own: to names that the public DNS cannot hold, to addresses of
 * private networks and to listed hosts. A lane that any interceptor set stays. Safe for
 * all threads; also for channels that an application builds by hand.
 */
public final class LaneClientInterceptor implements ClientInterceptor {

	private final ContextHeaders headers;

	private final InternalAuthorities internal;

	/**
	 * Creates an interceptor.
	 * @param headers writes what crosses the wire
	 * @param hosts hosts that may see the lane, besides those that can only be our own
	 */
	public LaneClientInterceptor(ContextHeaders headers, PropagationHosts hosts) {
		this.headers = headers;
		this.internal = new InternalAuthorities(hosts);
	}

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		if (!this.internal.contains(next.authority())) {
			return next.newCall(method, options);
		}
		return next.newCall(method, options
			.withStreamTracerFactory(new LaneStreamTracerFactory(this.headers, TrafficContext.currentOrNull())));
	}

}
