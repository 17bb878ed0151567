package io.opensergo.spring.sentinel.grpc;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.authority.AuthorityException;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeException;
import com.alibaba.csp.sentinel.slots.system.SystemBlockException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.spring.sentinel.ProtectionBlock;

/**
 * How gRPC says that a call was blocked, and which statuses count as errors. A fallback
 * action is an answer of HTTP and does not apply to gRPC.
 */
final class BlockedStatus {

	/**
	 * Names the rule, {@code namespace/name}.
	 */
	static final Metadata.Key<String> RULE = Metadata.Key.of("x-opensergo-rule", Metadata.ASCII_STRING_MARSHALLER);

	/**
	 * When a further try may pass, as retry policies of gRPC understand it.
	 * @see <a href=
	 * "https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRFC A6</a>
	 */
	static final Metadata.Key<String> PUSHBACK = Metadata.Key.of("grpc-retry-pushback-ms",
			Metadata.ASCII_STRING_MARSHALLER);

	/**
	 * Those that tell of a failure of the server, as the semantic conventions of
	 * OpenTelemetry have it for the spans of a server.
	 */
	private static final Set<Status.Code> FAILURES = EnumSet.of(Status.Code.UNKNOWN, Status.Code.DEADLINE_EXCEEDED,
			Status.Code.UNIMPLEMENTED, Status.Code.INTERNAL, Status.Code.UNAVAILABLE, Status.Code.DATA_LOSS);

	private BlockedStatus() {
	}

	static boolean isFailure(Status status) {
		return FAILURES.contains(status.getCode());
	}

	static Status of(BlockException block) {
		Status status = Status.RESOURCE_EXHAUSTED;
		if (block instanceof DegradeException || block instanceof SystemBlockException) {
			status = Status.UNAVAILABLE;
		}
		else if (block instanceof AuthorityException) {
			status = Status.PERMISSION_DENIED;
		}
		if (block instanceof ProtectionBlock ours) {
			Protection protection = ours.protection();
			return status
				.withDescription("Blocked by the rule '" + nameOf(protection) + "' ("
						+ protection.strategy().kind().kind() + " '" + protection.strategy().metadata().name() + "')")
				.withCause(block);
		}
		return status.withDescription("Blocked by Sentinel (" + block.getClass().getSimpleName() + ")")
			.withCause(block);
	}

	static Metadata trailersOf(BlockException block) {
		Metadata trailers = new Metadata();
		if (block instanceof ProtectionBlock ours) {
			trailers.put(RULE, nameOf(ours.protection()));
			Duration retryAfter = ours.retryAfter();
			if (retryAfter != null) {
				trailers.put(PUSHBACK, Long.toString(Math.max(1, retryAfter.toMillis())));
			}
		}
		return trailers;
	}

	private static String nameOf(Protection protection) {
		RuleMetadata metadata = protection.rule().metadata();
		return metadata.namespace() + "/" + metadata.name();
	}

}
