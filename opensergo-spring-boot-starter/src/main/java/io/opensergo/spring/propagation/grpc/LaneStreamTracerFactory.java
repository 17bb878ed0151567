package io.opensergo.spring.propagation.grpc;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lane when the stream of a call is opened, after all interceptors whatever
 * their order, and once for each attempt of a call that is retried.
 */
final class LaneStreamTracerFactory extends ClientStreamTracer.Factory {

	private static final ClientStreamTracer NO_TRACER = new ClientStreamTracer() {
	};

	private final ContextHeaders contextHeaders;

	private final @Nullable TrafficContext context;

	LaneStreamTracerFactory(ContextHeaders contextHeaders, @Nullable TrafficContext context) {
		this.contextHeaders = contextHeaders;
		this.context = context;
	}

	@Override
	public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
		this.contextHeaders.write(this.context, headers, MetadataAccess.INSTANCE);
		return NO_TRACER;
	}

}
