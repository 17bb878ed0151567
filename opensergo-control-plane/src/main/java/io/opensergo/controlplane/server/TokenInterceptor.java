package io.opensergo.controlplane.server;

import java.util.Locale;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opensergo.controlplane.server.ServerObserver.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody in without a token.
 */
final class TokenInterceptor implements ServerInterceptor {

	private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final String SCHEME = "bearer ";

	private final BearerTokens tokens;

	private final RefusalLog refusals;

	TokenInterceptor(BearerTokens tokens, RefusalLog refusals) {
		this.tokens = tokens;
		this.refusals = refusals;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		String problem = problem(headers.get(AUTHORIZATION));
		if (problem == null) {
			return next.startCall(call, headers);
		}
		this.refusals.refused(Refusal.TOKEN, String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
				problem);
		call.close(Status.UNAUTHENTICATED.withDescription(problem), new Metadata());
		return new ServerCall.Listener<>() {
		};
	}

	private @Nullable String problem(@Nullable String authorization) {
		if (authorization == null) {
			return "No token: this control plane wants the header 'authorization: Bearer <token>'"
					+ " (in an application: opensergo.client.token)";
		}
		if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
			return "The header 'authorization' must have the form 'Bearer <token>'";
		}
		return this.tokens.contains(authorization.substring(SCHEME.length()).strip()) ? null
				: "The token is not one of those that this control plane knows;"
						+ " compare it with the file behind --token-file";
	}

}
