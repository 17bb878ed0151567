package io.opensergo.client;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;

import javax.net.ssl.SSLException;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Says why a connection was lost, and what to do about it.
 */
final class LossReason {

	private LossReason() {
	}

	static String describe(Status status) {
		StringBuilder text = new StringBuilder(status.getCode().name());
		String description = description(status);
		if (!description.isEmpty()) {
			text.append(": ").append(description);
		}
		Throwable root = root(status.getCause());
		if (root != null && root.getMessage() != null) {
			text.append(" (").append(root.getMessage()).append(')');
		}
		String advice = advice(status, root);
		return (advice != null) ? text.append("; ").append(advice).toString() : text.toString();
	}

	/**
	 * Whether nobody has answered: the connection was refused, the machine is not there,
	 * or the time of the attempt went by.
	 */
	static boolean isAbsence(Status status) {
		Throwable root = root(status.getCause());
		return root instanceof ConnectException || root instanceof NoRouteToHostException
				|| root instanceof SocketTimeoutException;
	}

	private static @Nullable String advice(Status status, @Nullable Throwable root) {
		if (root instanceof NotSslRecordException) {
			return "the control plane does not speak TLS there; check the scheme of the endpoint";
		}
		if (hasTlsFailure(status.getCause())) {
			return "check the certificate of the control plane and the TLS settings of this client";
		}
		if (hasSpokenNoHttp2(description(status), root)) {
			return "check that the control plane speaks plaintext there; write https:// when it speaks TLS";
		}
		return switch (status.getCode()) {
			case UNAUTHENTICATED, PERMISSION_DENIED -> "check the token and the certificate of this client";
			case RESOURCE_EXHAUSTED -> "when a message is too large, raise the limit of this client or split the rules";
			case UNIMPLEMENTED -> "check that a control plane of OpenSergo listens there";
			case INTERNAL, CANCELLED -> "when this repeats, check that both sides speak the same protocol";
			default -> null;
		};
	}

	/**
	 * What gRPC says of a server that closes, or answers with something else, before the
	 * first frame.
	 */
	private static boolean hasSpokenNoHttp2(String description, @Nullable Throwable root) {
		return description.contains("Network closed for unknown reason") || description.contains("First received frame")
				|| (root != null && String.valueOf(root.getMessage()).contains("First received frame"));
	}

	/**
	 * Without the lines that gRPC adds for its authors.
	 */
	private static String description(Status status) {
		String description = status.getDescription();
		return (description != null) ? description.lines().findFirst().orElse("") : "";
	}

	private static boolean hasTlsFailure(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SSLException) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Throwable root(@Nullable Throwable failure) {
		Throwable root = failure;
		while (root != null && root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

}
