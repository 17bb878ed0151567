package io.opensergo.core.action;

/**
 * The statuses of gRPC in the order of their numbers, with the HTTP status that Envoy
 * takes for each.
 *
 * @see <a href="https://grpc.github.io/grpc/core/md_doc_statuscodes.html">gRPC: Status
 * codes</a>
 * @see <a href=
 * "https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md">gRPC: HTTP
 * to gRPC Status Code Mapping</a>
 */
enum GrpcStatus {

	OK(200), CANCELLED(499), UNKNOWN(500), INVALID_ARGUMENT(400), DEADLINE_EXCEEDED(504), NOT_FOUND(404),
	ALREADY_EXISTS(409), PERMISSION_DENIED(403), RESOURCE_EXHAUSTED(429), FAILED_PRECONDITION(400), ABORTED(409),
	OUT_OF_RANGE(400), UNIMPLEMENTED(501), INTERNAL(500), UNAVAILABLE(503), DATA_LOSS(500), UNAUTHENTICATED(401);

	private final int httpStatus;

	GrpcStatus(int httpStatus) {
		this.httpStatus = httpStatus;
	}

	int httpStatus() {
		return this.httpStatus;
	}

	String number() {
		return String.valueOf(ordinal());
	}

	static GrpcStatus ofHttpStatus(int status) {
		return switch (status) {
			case 400 -> INTERNAL;
			case 401 -> UNAUTHENTICATED;
			case 403 -> PERMISSION_DENIED;
			case 404 -> UNIMPLEMENTED;
			case 429, 502, 503, 504 -> UNAVAILABLE;
			default -> UNKNOWN;
		};
	}

}
