package io.opensergo.spring.propagation.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;
import io.opensergo.core.context.TrafficContext;

/**
 * Binds a context around each callback of a call.
 *
 * @param <Q> the type of requests
 */
final class ContextualServerCallListener<Q> extends SimpleForwardingServerCallListener<Q> {

	private final TrafficContext context;

	ContextualServerCallListener(ServerCall.Listener<Q> delegate, TrafficContext context) {
		super(delegate);
		this.context = context;
	}

	@Override
	public void onMessage(Q message) {
		run(() -> super.onMessage(message));
	}

	@Override
	public void onHalfClose() {
		run(super::onHalfClose);
	}

	@Override
	public void onCancel() {
		run(super::onCancel);
	}

	@Override
	public void onComplete() {
		run(super::onComplete);
	}

	@Override
	public void onReady() {
		run(super::onReady);
	}

	private void run(Runnable callback) {
		TrafficContext.Scope scope = this.context.makeCurrent();
		try {
			callback.run();
		}
		finally {
			scope.close();
		}
	}

}
