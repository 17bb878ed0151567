package io.opensergo.core.action;

import io.opensergo.core.rule.HttpPolicies.Abort;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an aborted request. A gRPC call, which is one with the content type
 * {@code application/grpc}, is answered with HTTP status 200 and the gRPC status as a
 * header; any other call with the HTTP status and {@link #BODY}.
 *
 * @param httpStatus the HTTP status
 * @param grpcStatus the number of the gRPC status
 */
public record FaultAbort(int httpStatus, int grpcStatus) {

	/**
	 * The body of the answer, and the message of a gRPC status.
	 */
	public static final String BODY = "fault filter abort";

	static @Nullable FaultAbort of(Abort abort) {
		if (abort.grpcStatus() != null) {
			GrpcStatus status = GrpcStatus.valueOf(abort.grpcStatus());
			return new FaultAbort(status.httpStatus(), status.ordinal());
		}
		return (abort.httpStatus() != null)
				? new FaultAbort(abort.httpStatus(), GrpcStatus.ofHttpStatus(abort.httpStatus()).ordinal()) : null;
	}

}
