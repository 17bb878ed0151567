package io.opensergo.controlplane.server;

import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.opensergo.controlplane.server.ServerObserver.Refusal;
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

	private final Supervision supervision;

	private final Semaphore room;

	private final Set<SubscriberStream> streams = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	UniversalTransportService(RuleBoard board, ResponseFactory responses, Supervision supervision) {
		this.board = board;
		this.responses = responses;
		this.supervision = supervision;
		this.room = new Semaphore(supervision.limits().streams());
	}

	@Override
	public StreamObserver<SubscribeRequest> subscribeConfig(StreamObserver<SubscribeResponse> responseObserver) {
		if (!this.room.tryAcquire()) {
			return refuse(responseObserver);
		}
		ServerCallStreamObserver<SubscribeResponse> call = (ServerCallStreamObserver<SubscribeResponse>) responseObserver;
		SubscriberStream stream = new SubscriberStream(this.board, this.responses, call, PEER.get(), this.supervision,
				this::ended);
		this.streams.add(stream);
		stream.open();
		if (this.closed) {
			stream.complete();
		}
		return stream;
	}

	private void ended(SubscriberStream stream) {
		if (this.streams.remove(stream)) {
			this.room.release();
		}
	}

	private StreamObserver<SubscribeRequest> refuse(StreamObserver<SubscribeResponse> call) {
		String problem = "there are " + this.supervision.limits().streams()
				+ " streams already; start another control plane or raise --max-streams";
		this.supervision.refusals().refused(Refusal.STREAMS, PEER.get(), problem);
		call.onError(Status.RESOURCE_EXHAUSTED.withDescription(problem).asRuntimeException());
		return new Deaf();
	}

	int streams() {
		return this.streams.size();
	}

	List<ClientStatus> clients() {
		return this.streams.stream().map(SubscriberStream::status).toList();
	}

	/**
	 * Completes all streams, those that are just opening too.
	 */
	void close() {
		this.closed = true;
		this.streams.forEach(SubscriberStream::complete);
	}

	/**
	 * Hears nothing of a client that was turned away.
	 */
	private static final class Deaf implements StreamObserver<SubscribeRequest> {

		@Override
		public void onNext(SubscribeRequest request) {
		}

		@Override
		public void onError(Throwable ex) {
		}

		@Override
		public void onCompleted() {
		}

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
