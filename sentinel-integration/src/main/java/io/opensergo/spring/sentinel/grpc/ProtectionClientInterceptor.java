package io.opensergo.spring.sentinel.grpc;

import java.util.List;

import com.alibaba.csp.sentinel.ResourceTypeConstants;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opensergo.spring.sentinel.entry.ResourceEntries;
import org.jspecify.annotations.Nullable;

/**
 * Enters the resource of each outbound call, {@code package.Service/Method}, when it
 * starts and until it is closed. A blocked call goes nowhere and is closed with
 * RESOURCE_EXHAUSTED, with UNAVAILABLE by circuit breakers. A throttled call waits on the
 * thread that starts it. Safe for all threads.
 */
public final class ProtectionClientInterceptor implements ClientInterceptor {

	@Override
	public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
		return new ProtectedCall<>(next.newCall(method, options), method.getFullMethodName());
	}

	private static final class ProtectedCall<Q, R> extends SimpleForwardingClientCall<Q, R> {

		private final String resource;

		private boolean blocked;

		ProtectedCall(ClientCall<Q, R> call, String resource) {
			super(call);
			this.resource = resource;
		}

		@Override
		public void start(Listener<R> listener, Metadata headers) {
			ResourceEntries entries;
			try {
				entries = ResourceEntries.outbound(ResourceTypeConstants.COMMON_RPC, List.of(this.resource));
			}
			catch (BlockException ex) {
				this.blocked = true;
				listener.onClose(BlockedStatus.of(ex), BlockedStatus.trailersOf(ex));
				return;
			}
			try {
				super.start(new EndingListener<>(listener, entries), headers);
			}
			catch (RuntimeException | Error ex) {
				entries.fail(ex);
				entries.exit();
				throw ex;
			}
		}

		@Override
		public void request(int messages) {
			if (!this.blocked) {
				super.request(messages);
			}
		}

		@Override
		public void sendMessage(Q message) {
			if (!this.blocked) {
				super.sendMessage(message);
			}
		}

		@Override
		public void halfClose() {
			if (!this.blocked) {
				super.halfClose();
			}
		}

		@Override
		public void cancel(@Nullable String message, @Nullable Throwable cause) {
			if (!this.blocked) {
				super.cancel(message, cause);
			}
		}

	}

	private static final class EndingListener<R> extends SimpleForwardingClientCallListener<R> {

		private final ResourceEntries entries;

		EndingListener(ClientCall.Listener<R> listener, ResourceEntries entries) {
			super(listener);
			this.entries = entries;
		}

		@Override
		public void onClose(Status status, Metadata trailers) {
			if (BlockedStatus.isFailure(status)) {
				this.entries.fail(status.asRuntimeException(trailers));
			}
			this.entries.exit();
			super.onClose(status, trailers);
		}

	}

}
