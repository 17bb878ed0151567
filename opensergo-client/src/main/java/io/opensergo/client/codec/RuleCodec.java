package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.source.RuleSet;
import org.jspecify.annotations.Nullable;

/**
 * Rules to and from the payloads of the OpenSergo protocol. Routes travel as Envoy's
 * {@code RouteConfiguration}; what that has no field for (the conditions on the caller,
 * the fallback of weighted destinations, the namespace) is added in places that other
 * readers ignore. Fault tolerance travels as the published messages of OpenSergo, with
 * what those have no field for added likewise. Lanes, workloads, and what upstream has no
 * message for, travel as messages of our own. Immutable.
 */
public final class RuleCodec {

	private final DecodeProfile profile;

	/**
	 * Creates a codec.
	 * @param profile how much is forgiven when routes are read
	 */
	public RuleCodec(DecodeProfile profile) {
		this.profile = Objects.requireNonNull(profile, "profile");
	}

	/**
	 * Writes a rule. Equal rules give equal bytes.
	 * @param rule the rule; a TrafficRouter must be translated to a
	 * {@link RouteConfiguration} first
	 * @return the payload
	 * @throws IllegalArgumentException when the rule is a TrafficRouter, or holds a value
	 * that validation refuses (such as an unknown gRPC status)
	 */
	public Any encode(Rule rule) {
		if (rule instanceof RouteConfiguration configuration) {
			return Any.pack(RouteConfigurationEncoder.encode(configuration));
		}
		if (rule instanceof TrafficLane lane) {
			return Any.pack(TrafficLaneCodec.encode(lane));
		}
		if (rule instanceof VirtualWorkload workload) {
			return Any.pack(VirtualWorkloadCodec.encode(workload));
		}
		if (rule instanceof FaultToleranceRule faultTolerance) {
			return Any.pack(FaultToleranceEncoder.encode(faultTolerance));
		}
		if (rule instanceof ProtectionStrategy strategy) {
			return Any.pack(FaultToleranceEncoder.encode(strategy));
		}
		if (rule instanceof HttpRequestFallbackAction action) {
			return Any.pack(FaultToleranceEncoder.encode(action));
		}
		throw new IllegalArgumentException(
				rule.id() + " cannot be sent as it is; translate it to a RouteConfiguration");
	}

	/**
	 * Reads payloads. One that cannot be read does not keep the others from being read.
	 * @param kind the kind that all of them are of
	 * @param namespace the namespace of rules that name none
	 * @param source where they come from, for messages
	 * @param payloads the payloads
	 * @return the rules, and what is wrong: with an error the rule is missing, with a
	 * warning a part of it may be
	 */
	public RuleSet decode(RuleKind kind, String namespace, String source, List<Any> payloads) {
		if (payloads.size() > MessageBounds.MAX_RULES) {
			Problems problems = new Problems(source, kind, namespace);
			problems.error("",
					"one push holds " + payloads.size() + " rules, at most " + MessageBounds.MAX_RULES + " are allowed",
					"split the application, or remove rules that nobody needs");
			return new RuleSet(List.of(), problems.toList());
		}
		List<Rule> rules = new ArrayList<>();
		List<Rejection> rejections = new ArrayList<>();
		Set<RuleId> seen = new HashSet<>();
		MessageBounds bounds = new MessageBounds();
		for (Any payload : payloads) {
			Problems problems = new Problems(source, kind, namespace);
			Rule rule = decode(kind, namespace, payload, bounds, problems);
			if (rule != null && !seen.add(rule.id())) {
				repeated(rule, problems);
			}
			else if (rule != null && !problems.hasErrors()) {
				rules.add(rule);
			}
			rejections.addAll(problems.toList());
		}
		return new RuleSet(rules, rejections);
	}

	/**
	 * Rules without a name that are equal are one rule: no one can tell them apart.
	 */
	private static void repeated(Rule rule, Problems problems) {
		if (rule.metadata().name().startsWith(FaultToleranceRuleDecoder.UNNAMED)) {
			problems.warning("", "the rule is sent twice in one message and applies once", "write it once");
		}
		else {
			problems.error("", rule.id() + " is sent twice in one message", "send each rule once");
		}
	}

	private @Nullable Rule decode(RuleKind kind, String namespace, Any payload, MessageBounds bounds,
			Problems problems) {
		return switch (kind) {
			case TRAFFIC_ROUTER -> routes(payload, namespace, bounds, problems);
			case TRAFFIC_LANE -> read(payload, io.opensergo.protocol.traffic.v1.TrafficLane.getDefaultInstance(),
					(lane) -> lane.getMetadata().getName(), bounds, problems,
					(lane) -> TrafficLaneCodec.decode(lane, namespace, problems));
			case VIRTUAL_WORKLOAD ->
				read(payload, io.opensergo.protocol.traffic.v1.VirtualWorkload.getDefaultInstance(),
						(workload) -> workload.getMetadata().getName(), bounds, problems,
						(workload) -> VirtualWorkloadCodec.decode(workload, namespace, problems));
			default -> protection(kind, namespace, payload, bounds, problems);
		};
	}

	private @Nullable Rule protection(RuleKind kind, String namespace, Any payload, MessageBounds bounds,
			Problems problems) {
		FaultToleranceRuleDecoder rules = new FaultToleranceRuleDecoder(namespace, problems);
		ProtectionStrategyDecoder strategies = new ProtectionStrategyDecoder(this.profile, namespace, problems);
		return switch (kind) {
			case FAULT_TOLERANCE_RULE ->
				read(payload, io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.getDefaultInstance(),
						FaultToleranceRuleDecoder::nameOf, bounds, problems, rules::decode);
			case RATE_LIMIT_STRATEGY ->
				read(payload, io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.getDefaultInstance(),
						io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy::getName, bounds, problems,
						strategies::decode);
			case THROTTLING_STRATEGY ->
				read(payload, io.opensergo.protocol.fault_tolerance.v1.ThrottlingStrategy.getDefaultInstance(),
						io.opensergo.protocol.fault_tolerance.v1.ThrottlingStrategy::getName, bounds, problems,
						strategies::decode);
			case CONCURRENCY_LIMIT_STRATEGY ->
				read(payload, io.opensergo.protocol.fault_tolerance.v1.ConcurrencyLimitStrategy.getDefaultInstance(),
						io.opensergo.protocol.fault_tolerance.v1.ConcurrencyLimitStrategy::getName, bounds, problems,
						strategies::decode);
			case CIRCUIT_BREAKER_STRATEGY ->
				read(payload, io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.getDefaultInstance(),
						io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy::getName, bounds, problems,
						strategies::decode);
			case ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY -> read(payload,
					io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy.getDefaultInstance(),
					io.opensergo.protocol.fault_tolerance.v1.AdaptiveOverloadProtectionStrategy::getName, bounds,
					problems, strategies::decode);
			case HTTP_REQUEST_FALLBACK_ACTION ->
				read(payload, io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction.getDefaultInstance(),
						io.opensergo.protocol.fault_tolerance.v1.HttpRequestFallbackAction::getName, bounds, problems,
						rules::decode);
			default -> throw new IllegalArgumentException(kind + " is no kind of fault tolerance");
		};
	}

	private @Nullable Rule routes(Any payload, String namespace, MessageBounds bounds, Problems problems) {
		io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration message = unpack(payload,
				io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.class,
				io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.getDescriptor().getFullName(), bounds,
				problems);
		return (message != null) ? new RouteConfigurationDecoder(this.profile, namespace, problems).decode(message)
				: null;
	}

	/**
	 * Reads a message of which each field is known, and tells those that are not.
	 */
	@SuppressWarnings("unchecked")
	private static <M extends Message> @Nullable Rule read(Any payload, M type, Function<M, String> name,
			MessageBounds bounds, Problems problems, Function<M, @Nullable Rule> decoder) {
		M message = unpack(payload, (Class<M>) type.getClass(), type.getDescriptorForType().getFullName(), bounds,
				problems);
		if (message == null) {
			return null;
		}
		problems.nameRule(name.apply(message));
		UnreadFields.reportUnknown(message, "", problems);
		return decoder.apply(message);
	}

	private static <M extends Message> @Nullable M unpack(Any payload, Class<M> type, String typeName,
			MessageBounds bounds, Problems problems) {
		if (!payload.is(type)) {
			problems.error("", "the payload is a '" + payload.getTypeUrl() + "'", "send a " + typeName);
			return null;
		}
		try {
			M message = payload.unpack(type);
			return bounds.admit(message, problems) ? message : null;
		}
		catch (InvalidProtocolBufferException ex) {
			problems.error("", "the payload cannot be read as " + typeName + ": " + ex.getMessage(),
					"check that control plane and client speak the same protocol");
			return null;
		}
	}

}
