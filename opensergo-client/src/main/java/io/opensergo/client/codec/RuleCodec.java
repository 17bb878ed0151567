package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
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
 * readers ignore. Lanes and workloads travel as messages of our own. Immutable.
 */
public final class RuleCodec {

	private static final Set<RuleKind> KINDS = Set.of(RuleKind.TRAFFIC_ROUTER, RuleKind.VIRTUAL_WORKLOAD,
			RuleKind.TRAFFIC_LANE);

	private final DecodeProfile profile;

	/**
	 * Creates a codec.
	 * @param profile how much is forgiven when routes are read
	 */
	public RuleCodec(DecodeProfile profile) {
		this.profile = Objects.requireNonNull(profile, "profile");
	}

	/**
	 * Whether rules of a kind can travel.
	 * @param kind the kind
	 * @return {@code true} when {@link #encode} and {@link #decode} know it
	 */
	public static boolean supports(RuleKind kind) {
		return KINDS.contains(kind);
	}

	/**
	 * Writes a rule. Equal rules give equal bytes.
	 * @param rule the rule; a TrafficRouter must be translated to a
	 * {@link RouteConfiguration} first
	 * @return the payload
	 * @throws IllegalArgumentException when the rule is of another type, or holds a value
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
				problems.error("", rule.id() + " is sent twice in one message", "send each rule once");
			}
			if (rule != null && !problems.hasErrors()) {
				rules.add(rule);
			}
			rejections.addAll(problems.toList());
		}
		return new RuleSet(rules, rejections);
	}

	private @Nullable Rule decode(RuleKind kind, String namespace, Any payload, MessageBounds bounds,
			Problems problems) {
		return switch (kind) {
			case TRAFFIC_ROUTER -> routes(payload, namespace, bounds, problems);
			case TRAFFIC_LANE -> lane(payload, namespace, bounds, problems);
			case VIRTUAL_WORKLOAD -> workload(payload, namespace, bounds, problems);
			default -> {
				problems.error("", "rules of the kind " + kind.kind() + " are not supported over the wire",
						"bring them in files");
				yield null;
			}
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

	private static @Nullable Rule lane(Any payload, String namespace, MessageBounds bounds, Problems problems) {
		io.opensergo.protocol.traffic.v1.TrafficLane message = unpack(payload,
				io.opensergo.protocol.traffic.v1.TrafficLane.class,
				io.opensergo.protocol.traffic.v1.TrafficLane.getDescriptor().getFullName(), bounds, problems);
		if (message == null) {
			return null;
		}
		problems.nameRule(message.getMetadata().getName());
		UnreadFields.reportUnknown(message, "", problems);
		return TrafficLaneCodec.decode(message, namespace, problems);
	}

	private static @Nullable Rule workload(Any payload, String namespace, MessageBounds bounds, Problems problems) {
		io.opensergo.protocol.traffic.v1.VirtualWorkload message = unpack(payload,
				io.opensergo.protocol.traffic.v1.VirtualWorkload.class,
				io.opensergo.protocol.traffic.v1.VirtualWorkload.getDescriptor().getFullName(), bounds, problems);
		if (message == null) {
			return null;
		}
		problems.nameRule(message.getMetadata().getName());
		UnreadFields.reportUnknown(message, "", problems);
		return VirtualWorkloadCodec.decode(message, namespace, problems);
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
