package io.opensergo.client.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.google.protobuf.UnknownFieldSet;
import io.opensergo.core.match.RegexSyntax;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.ActionReference;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.HttpRequestFallbackAction.Header;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceRuleTargetRef;
import io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceStrategyRef;
import org.jspecify.annotations.Nullable;

/**
 * Rules and actions of fault tolerance from their messages.
 */
final class FaultToleranceRuleDecoder {

	/**
	 * What the name of a rule begins with that has none.
	 */
	static final String UNNAMED = "unnamed-";

	private static final int DIGEST_BYTES = 8;

	private final String namespace;

	private final Problems problems;

	FaultToleranceRuleDecoder(String namespace, Problems problems) {
		this.namespace = namespace;
		this.problems = problems;
	}

	/**
	 * The name of a rule. A rule of a published control plane has none and gets one of
	 * its content: the same content has the same name on each push, in each process and
	 * after each restart, and a change makes another rule of it.
	 */
	static String nameOf(io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule message) {
		if (!message.getMetadata().getName().isEmpty()) {
			return message.getMetadata().getName();
		}
		// without maps and unknown fields the bytes are always the same
		byte[] content = message.toBuilder()
			.clearMetadata()
			.clearSelector()
			.setUnknownFields(UnknownFieldSet.getDefaultInstance())
			.build()
			.toByteArray();
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
			return UNNAMED + HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	FaultToleranceRule decode(io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule message) {
		RuleMetadata metadata = MetadataCodec.decode(message.getMetadata(), nameOf(message), this.namespace);
		List<Target> targets = targets(message.getTargetsList());
		List<StrategyReference> strategies = strategies(message.getStrategiesList());
		if (targets.isEmpty() && message.getTargetsCount() == 0
				&& !strategies.stream()
					.allMatch((reference) -> reference.kind() == null
							|| reference.kind() == RuleKind.ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY)) {
			this.problems.error("targets", "the rule has no target", "send at least one");
		}
		String kind = message.getAction().getKind();
		if (!kind.isEmpty() && kindOf(kind) != RuleKind.HTTP_REQUEST_FALLBACK_ACTION) {
			this.problems.error("action.kind", "the kind of the action is unknown",
					"send " + RuleKind.HTTP_REQUEST_FALLBACK_ACTION.kind());
		}
		// the published control plane leaves the action out
		String action = message.getAction().getName();
		return new FaultToleranceRule(metadata, message.getSelectorMap(), targets, strategies,
				action.isEmpty() ? null : new ActionReference(action));
	}

	private List<Target> targets(List<FaultToleranceRuleTargetRef> messages) {
		List<Target> targets = new ArrayList<>();
		if (messages.size() > FaultToleranceRule.MAX_TARGETS) {
			this.problems.error("targets", "there are " + messages.size() + " targets",
					"send at most " + FaultToleranceRule.MAX_TARGETS + ", or several rules");
			return targets;
		}
		for (int i = 0; i < messages.size(); i++) {
			Target target = target(messages.get(i), "targets[" + i + "]");
			if (target != null) {
				targets.add(target);
			}
		}
		return targets;
	}

	private @Nullable Target target(FaultToleranceRuleTargetRef message, String path) {
		String name = message.getTargetResourceName();
		String regex = message.getTargetResourceRegex();
		if (name.isEmpty() == regex.isEmpty()) {
			this.problems.error(path, "the target has " + (name.isEmpty() ? "no name" : "a name and a regex"),
					"send one of both");
			return null;
		}
		if (regex.isEmpty()) {
			if (name.length() > FaultToleranceRule.MAX_RESOURCE_LENGTH) {
				this.problems.error(path, "the name of the resource has " + name.length() + " characters",
						"send at most " + FaultToleranceRule.MAX_RESOURCE_LENGTH);
				return null;
			}
			return Target.named(name);
		}
		String problem = RegexSyntax.problem(regex);
		if (problem != null) {
			this.problems.error(path + ".target_resource_regex", problem, "send an RE2 expression");
			return null;
		}
		return new Target(StringMatch.regex(regex));
	}

	private List<StrategyReference> strategies(List<FaultToleranceStrategyRef> messages) {
		List<StrategyReference> strategies = new ArrayList<>();
		if (messages.isEmpty() || messages.size() > FaultToleranceRule.MAX_STRATEGIES) {
			this.problems.error("strategies", "there are " + messages.size() + " strategies",
					"send 1 to " + FaultToleranceRule.MAX_STRATEGIES + ", or several rules");
			return strategies;
		}
		for (int i = 0; i < messages.size(); i++) {
			FaultToleranceStrategyRef message = messages.get(i);
			RuleKind kind = kindOf(message.getKind());
			if (message.getName().isEmpty()) {
				this.problems.error("strategies[" + i + "].name", "the strategy has no name", "set name");
			}
			if (!message.getKind().isEmpty() && (kind == null || !ProtectionStrategy.KINDS.contains(kind))) {
				this.problems.error("strategies[" + i + "].kind", "the kind of the strategy is unknown",
						"send one of " + ProtectionStrategy.KINDS.stream().map(RuleKind::kind).toList());
			}
			strategies.add(new StrategyReference(message.getName(), kind));
		}
		return strategies;
	}

	private static @Nullable RuleKind kindOf(String text) {
		for (RuleKind kind : RuleKind.values()) {
			if (kind.kind().equals(text) || kind.wireName().equals(text)) {
				return kind;
			}
		}
		return null;
	}

	HttpRequestFallbackAction decode(io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction message) {
		if (message.getName().isEmpty()) {
			this.problems.error("name", "the action has no name", "set name");
		}
		int status = message.getResponseStatusCode();
		if (status < HttpRequestFallbackAction.MIN_STATUS_CODE || status > HttpRequestFallbackAction.MAX_STATUS_CODE) {
			this.problems.error("response_status_code", "the status " + status + " is out of range", "send "
					+ HttpRequestFallbackAction.MIN_STATUS_CODE + " to " + HttpRequestFallbackAction.MAX_STATUS_CODE);
		}
		String body = message.hasResponseContentBody() ? message.getResponseContentBody() : null;
		if (body != null && body.getBytes(StandardCharsets.UTF_8).length > HttpRequestFallbackAction.MAX_BODY_SIZE) {
			this.problems.error("response_content_body", "the body is too large",
					"send at most " + HttpRequestFallbackAction.MAX_BODY_SIZE + " bytes");
		}
		return new HttpRequestFallbackAction(
				MetadataCodec.decode(message.getMetadata(), message.getName(), this.namespace), status, body,
				headers(message));
	}

	private List<Header> headers(io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction message) {
		List<Header> headers = new ArrayList<>();
		if (message.getResponseAdditionalHeadersCount() > HttpRequestFallbackAction.MAX_HEADERS) {
			this.problems.error("response_additional_headers",
					"there are " + message.getResponseAdditionalHeadersCount() + " headers",
					"send at most " + HttpRequestFallbackAction.MAX_HEADERS);
			return headers;
		}
		for (int i = 0; i < message.getResponseAdditionalHeadersCount(); i++) {
			Header header = new Header(message.getResponseAdditionalHeaders(i).getKey(),
					message.getResponseAdditionalHeaders(i).getValue());
			String path = "response_additional_headers[" + i + "]";
			header.nameProblem()
				.ifPresent((problem) -> this.problems.error(path + ".key", problem, "send the name of a header"));
			header.valueProblem()
				.ifPresent(
						(problem) -> this.problems.error(path + ".value", problem, "send printable ASCII characters"));
			headers.add(header);
		}
		return headers;
	}

}
