package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import io.opensergo.core.context.LaneName;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.HashKey;
import io.opensergo.core.rule.TrafficLane.Mode;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.jspecify.annotations.Nullable;

/**
 * Lanes to and from our own message.
 */
final class TrafficLaneCodec {

	private TrafficLaneCodec() {
	}

	static io.opensergo.protocol.traffic.v1.TrafficLane encode(TrafficLane lane) {
		io.opensergo.protocol.traffic.v1.TrafficLane.Builder builder = io.opensergo.protocol.traffic.v1.TrafficLane
			.newBuilder()
			.setMetadata(MetadataCodec.encode(lane.metadata()))
			.putAllSelector(new TreeMap<>(lane.selector()))
			.putAllWorkload(new TreeMap<>(lane.workload()))
			.setLane(lane.lane())
			.setTraceIdBaggage(lane.traceIdBaggage())
			.setMode((lane.mode() == Mode.STRICT) ? io.opensergo.protocol.traffic.v1.TrafficLane.Mode.STRICT
					: io.opensergo.protocol.traffic.v1.TrafficLane.Mode.PERMISSIVE)
			.putAllInstanceLabels(new TreeMap<>(lane.instanceLabels()));
		lane.traffic().forEach((match) -> builder.addTraffic(encode(match)));
		if (lane.priority() != null) {
			builder.setPriority(lane.priority());
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.TrafficMatch encode(TrafficMatch match) {
		io.opensergo.protocol.traffic.v1.TrafficMatch.Builder builder = io.opensergo.protocol.traffic.v1.TrafficMatch
			.newBuilder()
			.addAllSourceIp(match.sourceIp());
		putAll(match.headers(), builder::putHeaders);
		putAll(match.queryParams(), builder::putQueryParams);
		putAll(match.cookies(), builder::putCookies);
		if (match.uri() != null) {
			builder.setUri(encode(match.uri()));
		}
		if (match.method() != null) {
			builder.setMethod(encode(match.method()));
		}
		if (match.authority() != null) {
			builder.setAuthority(encode(match.authority()));
		}
		if (match.percentage() != null) {
			builder.setPercentage(encode(match.percentage()));
		}
		return builder.build();
	}

	private static void putAll(Map<String, StringMatch> conditions,
			BiConsumer<String, io.opensergo.protocol.traffic.v1.StringMatch> target) {
		new TreeMap<>(conditions).forEach((name, match) -> target.accept(name, encode(match)));
	}

	private static io.opensergo.protocol.traffic.v1.StringMatch encode(StringMatch match) {
		io.opensergo.protocol.traffic.v1.StringMatch.Builder builder = io.opensergo.protocol.traffic.v1.StringMatch
			.newBuilder();
		if (match instanceof StringMatch.Exact exact) {
			builder.setExact(exact.value()).setIgnoreCase(exact.ignoreCase());
		}
		else if (match instanceof StringMatch.Prefix prefix) {
			builder.setPrefix(prefix.value()).setIgnoreCase(prefix.ignoreCase());
		}
		else if (match instanceof StringMatch.Suffix suffix) {
			builder.setSuffix(suffix.value()).setIgnoreCase(suffix.ignoreCase());
		}
		else if (match instanceof StringMatch.Contains contains) {
			builder.setContains(contains.value()).setIgnoreCase(contains.ignoreCase());
		}
		else if (match instanceof StringMatch.Regex regex) {
			builder.setRegex(regex.pattern());
		}
		else {
			builder.setPresent(true);
		}
		return builder.build();
	}

	private static io.opensergo.protocol.traffic.v1.Percentage encode(Percentage percentage) {
		io.opensergo.protocol.traffic.v1.Percentage.Builder builder = io.opensergo.protocol.traffic.v1.Percentage
			.newBuilder()
			.setValue(percentage.value());
		if (percentage.hashOn() != null) {
			builder.setHashOn(io.opensergo.protocol.traffic.v1.Percentage.HashKey.newBuilder()
				.setSource(io.opensergo.protocol.traffic.v1.Percentage.HashKey.Source
					.valueOf(percentage.hashOn().source().name()))
				.setName(percentage.hashOn().name()));
		}
		return builder.build();
	}

	static TrafficLane decode(io.opensergo.protocol.traffic.v1.TrafficLane message, String namespace,
			Problems problems) {
		if (!LaneName.isValid(message.getLane())) {
			problems.error("lane", "'" + message.getLane() + "' is no lane name", "use " + LaneName.SYNTAX);
		}
		List<TrafficMatch> traffic = new ArrayList<>();
		for (int i = 0; i < message.getTrafficCount(); i++) {
			traffic.add(decode(message.getTraffic(i), "traffic[" + i + "]", problems));
		}
		String key = message.getTraceIdBaggage().isEmpty() ? TrafficLane.DEFAULT_TRAFFIC_HEADER
				: message.getTraceIdBaggage();
		return new TrafficLane(MetadataCodec.decode(message.getMetadata(), namespace, problems),
				message.getSelectorMap(), traffic, message.getWorkloadMap(), message.getLane(), key,
				mode(message, problems), message.getInstanceLabelsMap(),
				message.hasPriority() ? message.getPriority() : null);
	}

	private static Mode mode(io.opensergo.protocol.traffic.v1.TrafficLane message, Problems problems) {
		return switch (message.getMode()) {
			case STRICT -> Mode.STRICT;
			case MODE_UNSPECIFIED, PERMISSIVE -> Mode.PERMISSIVE;
			case UNRECOGNIZED -> {
				problems.error("mode", "the mode " + message.getModeValue() + " is unknown",
						"use PERMISSIVE or STRICT");
				yield Mode.PERMISSIVE;
			}
		};
	}

	private static TrafficMatch decode(io.opensergo.protocol.traffic.v1.TrafficMatch match, String path,
			Problems problems) {
		return new TrafficMatch(decode(match.getHeadersMap(), path + ".headers", problems),
				match.hasUri() ? decode(match.getUri(), path + ".uri", problems) : null,
				decode(match.getQueryParamsMap(), path + ".query_params", problems),
				decode(match.getCookiesMap(), path + ".cookies", problems),
				match.hasMethod() ? decode(match.getMethod(), path + ".method", problems) : null,
				match.hasAuthority() ? decode(match.getAuthority(), path + ".authority", problems) : null,
				match.getSourceIpList(),
				match.hasPercentage() ? decode(match.getPercentage(), path + ".percentage", problems) : null);
	}

	private static Map<String, StringMatch> decode(Map<String, io.opensergo.protocol.traffic.v1.StringMatch> conditions,
			String path, Problems problems) {
		Map<String, StringMatch> matches = new HashMap<>();
		conditions.forEach((name, match) -> matches.put(name, decode(match, path + "." + name, problems)));
		return matches;
	}

	private static StringMatch decode(io.opensergo.protocol.traffic.v1.StringMatch match, String path,
			Problems problems) {
		boolean ignoreCase = match.getIgnoreCase();
		return switch (match.getConditionCase()) {
			case EXACT -> new StringMatch.Exact(match.getExact(), ignoreCase);
			case PREFIX -> new StringMatch.Prefix(match.getPrefix(), ignoreCase);
			case SUFFIX -> new StringMatch.Suffix(match.getSuffix(), ignoreCase);
			case CONTAINS -> new StringMatch.Contains(match.getContains(), ignoreCase);
			case REGEX -> regex(match.getRegex(), path, problems);
			case PRESENT, CONDITION_NOT_SET -> StringMatch.present();
		};
	}

	private static StringMatch regex(String pattern, String path, Problems problems) {
		try {
			return StringMatch.regex(MatchDecoder.regex(pattern, path));
		}
		catch (UnusableRouteException ex) {
			problems.error(path, ex.reason(), ex.fix());
			return StringMatch.present();
		}
	}

	private static Percentage decode(io.opensergo.protocol.traffic.v1.Percentage percentage, String path,
			Problems problems) {
		double value = percentage.getValue();
		if (!(value >= 0 && value <= 100)) {
			problems.error(path + ".value", "the percentage is " + value, "use 0 to 100");
		}
		return new Percentage(value,
				percentage.hasHashOn() ? hashKey(percentage.getHashOn(), path + ".hash_on", problems) : null);
	}

	private static @Nullable HashKey hashKey(io.opensergo.protocol.traffic.v1.Percentage.HashKey key, String path,
			Problems problems) {
		return switch (key.getSource()) {
			case HEADER -> new HashKey(HashKey.Source.HEADER, key.getName());
			case COOKIE -> new HashKey(HashKey.Source.COOKIE, key.getName());
			case QUERY_PARAM -> new HashKey(HashKey.Source.QUERY_PARAM, key.getName());
			case SOURCE_IP -> new HashKey(HashKey.Source.SOURCE_IP, key.getName());
			case SOURCE_UNSPECIFIED, UNRECOGNIZED -> {
				problems.error(path + ".source", "the source " + key.getSourceValue() + " is unknown",
						"use HEADER, COOKIE, QUERY_PARAM or SOURCE_IP");
				yield null;
			}
		};
	}

}
