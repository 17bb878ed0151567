package io.opensergo.spring.propagation.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.spring.propagation.InboundColoring;

import org.springframework.core.Ordered;

/**
 * Binds the context of a call while its handler is called back, on whatever thread that
 * is. A tag that counts wins, else the entry rules decide as they do for HTTP requests.
 * Tags that do not count are taken off the metadata. Safe for all threads.
 */
public final class LaneServerInterceptor implements ServerInterceptor {

	/**
	 * Before all that logs, traces or calls out.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final InboundColoring coloring;

	/**
	 * Creates an interceptor.
	 * @param coloring decides the lane
	 */
	public LaneServerInterceptor(InboundColoring coloring) {
		this.coloring = coloring;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata metadata,
			ServerCallHandler<Q, R> next) {
		TrafficContext context = this.coloring.enter(new GrpcInboundRequest(call, metadata), metadata,
				MetadataAccess.INSTANCE);
		TrafficContext.Scope scope = context.makeCurrent();
		try {
			return new ContextualServerCallListener<>(next.startCall(call, metadata), context);
		}
		finally {
			scope.close();
		}
	}

}
