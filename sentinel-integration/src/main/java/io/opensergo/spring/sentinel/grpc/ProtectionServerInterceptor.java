package io.opensergo.spring.sentinel.grpc;

import java.util.List;

import com.alibaba.csp.sentinel.ResourceTypeConstants;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opensergo.spring.sentinel.entry.ResourceEntries;

import org.springframework.core.Ordered;

/**
 * Enters the resource of each inbound call, {@code package.Service/Method}, until the
 * call is closed or cancelled. A blocked call is closed with RESOURCE_EXHAUSTED, with
 * UNAVAILABLE by circuit breakers and overload. A throttled call waits on the thread that
 * the executor of the server gave it. Safe for all threads.
 */
public final class ProtectionServerInterceptor implements ServerInterceptor {

	/**
	 * Within the traffic context, around the interceptors of an application.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 110;

	/**
	 * The name of the entrance in Sentinel's tree of calls.
	 */
	public static final String CONTEXT = "opensergo_grpc_context";

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		ResourceEntries entries;
		try {
			entries = ResourceEntries.inbound(CONTEXT, ResourceTypeConstants.COMMON_RPC,
					List.of(call.getMethodDescriptor().getFullMethodName()));
		}
		catch (BlockException ex) {
			call.close(BlockedStatus.of(ex), BlockedStatus.trailersOf(ex));
			return new ServerCall.Listener<>() {
			};
		}
		try {
			return new EndingListener<>(next.startCall(new EndingCall<>(call, entries), headers), entries);
		}
		catch (RuntimeException | Error ex) {
			entries.fail(ex);
			entries.exit();
			throw ex;
		}
	}

	private static final class EndingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private final ResourceEntries entries;

		EndingCall(ServerCall<Q, R> call, ResourceEntries entries) {
			super(call);
			this.entries = entries;
		}

		@Override
		public void close(Status status, Metadata trailers) {
			if (BlockedStatus.isFailure(status)) {
				Throwable cause = status.getCause();
				this.entries.fail((cause != null) ? cause : status.asRuntimeException());
			}
			this.entries.exit();
			super.close(status, trailers);
		}

	}

	private static final class EndingListener<Q> extends SimpleForwardingServerCallListener<Q> {

		private final ResourceEntries entries;

		EndingListener(ServerCall.Listener<Q> listener, ResourceEntries entries) {
			super(listener);
			this.entries = entries;
		}

		@Override
		public void onHalfClose() {
			try {
				super.onHalfClose();
			}
			catch (RuntimeException | Error ex) {
				fail(ex);
				throw ex;
			}
		}

		@Override
		public void onMessage(Q message) {
			try {
				super.onMessage(message);
			}
			catch (RuntimeException | Error ex) {
				fail(ex);
				throw ex;
			}
		}

		@Override
		public void onCancel() {
			this.entries.exit();
			super.onCancel();
		}

		@Override
		public void onComplete() {
			this.entries.exit();
			super.onComplete();
		}

		/**
		 * The server closes the call by itself then, unseen by interceptors.
		 */
		private void fail(Throwable failure) {
			this.entries.fail(failure);
			this.entries.exit();
		}

	}

}
