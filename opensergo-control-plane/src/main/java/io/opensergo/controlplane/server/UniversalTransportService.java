package io.opensergo.controlplane.server;

import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.opensergo.protocol.transport.v1.OpenSergoUniversalTransportServiceGrpc.OpenSergoUniversalTransportServiceImplBase;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import io.opensergo.protocol.transport.v1.SubscribeResponse;

/**
 * The one method of the protocol, and the streams that are open.
 */
final class UniversalTransportService extends OpenSergoUniversalTransportServiceImplBase {

	private static final Context.Key<String> PEER = Context.keyWithDefault("peer", "unknown peer");

	private final RuleBoard board;

	private final ResponseFactory responses;

	private final Set<SubscriberStream> streams = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	UniversalTransportService(RuleBoard board, ResponseFactory responses) {
		this.board = board;
		this.responses = responses;
	}

	@Override
	public StreamObserver<SubscribeRequest> subscribeConfig(StreamObserver<SubscribeResponse> responseObserver) {
		ServerCallStreamObserver<SubscribeResponse> call = (ServerCallStreamObserver<SubscribeResponse>) responseObserver;
		SubscriberStream stream = new SubscriberStream(this.board, this.responses, call, PEER.get(),
				this.streams::remove);
		this.streams.add(stream);
		stream.open();
		if (this.closed) {
			stream.complete();
		}
		return stream;
	}

	int streams() {
		return this.streams.size();
	}

	/**
	 * Completes all streams, those that are just opening too.
	 */
	void close() {
		this.closed = true;
		this.streams.forEach(SubscriberStream::complete);
	}

	/**
	 * Makes the address of the client known to the stream, for messages.
	 */
	static final class PeerInterceptor implements ServerInterceptor {

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
			Context context = Context.current().withValue(PEER, String.valueOf(address));
			return Contexts.interceptCall(context, call, headers, next);
		}

	}

}
