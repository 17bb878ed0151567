package io.opensergo.spring.propagation.grpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.spring.propagation.PeerTrust;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * Binds the context of a call while its handler is called back, on whatever thread that
 * is. Tags of peers that are not trusted are taken off the metadata. Safe for all
 * threads.
 */
public final class LaneServerInterceptor implements ServerInterceptor {

	/**
	 * Before all that logs or calls out.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final ContextHeaders headers;

	private final PeerTrust trust;

	/**
	 * Creates an interceptor.
	 * @param headers reads what crosses the wire
	 * @param trust whose tags count
	 */
	public LaneServerInterceptor(ContextHeaders headers, PeerTrust trust) {
		this.headers = headers;
		this.trust = trust;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata metadata,
			ServerCallHandler<Q, R> next) {
		if (!this.trust.trusts(peer(call))) {
			removeTag(metadata);
		}
		TrafficContext context = this.headers.read(metadata, MetadataAccess.INSTANCE);
		TrafficContext.Scope scope = context.makeCurrent();
		try {
			return new ContextualServerCallListener<>(next.startCall(call, metadata), context);
		}
		finally {
			scope.close();
		}
	}

	private static @Nullable InetAddress peer(ServerCall<?, ?> call) {
		return (call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address)
				? address.getAddress() : null;
	}

	private static void removeTag(Metadata metadata) {
		MetadataAccess access = MetadataAccess.INSTANCE;
		access.remove(metadata, TrafficLane.DEFAULT_TRAFFIC_HEADER);
		List<String> baggage = access.values(metadata, BaggageHeader.NAME);
		if (baggage == null) {
			return;
		}
		String rest = BaggageHeader.without(String.join(",", baggage), TrafficLane.DEFAULT_TRAFFIC_HEADER);
		if (rest != null) {
			access.set(metadata, BaggageHeader.NAME, rest);
		}
		else {
			access.remove(metadata, BaggageHeader.NAME);
		}
	}

}
