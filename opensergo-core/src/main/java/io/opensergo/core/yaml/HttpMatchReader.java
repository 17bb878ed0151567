package io.opensergo.core.yaml;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.yaml.StringMatchReader.Use;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of {@code spec.http[].match}.
 */
final class HttpMatchReader {

	private final boolean mesh;

	/**
	 * Creates a reader.
	 * @param mesh whether the router applies to callers that are no gateways
	 */
	HttpMatchReader(boolean mesh) {
		this.mesh = mesh;
	}

	@Nullable HttpMatch read(YamlValue value) {
		YamlObject match = value.object();
		if (match == null) {
			return null;
		}
		HttpMatch read = new HttpMatch(match.text("name"), readOne(match, "uri", Use.URI),
				Boolean.TRUE.equals(match.bool("ignoreUriCase")), readOne(match, "scheme", Use.VALUE),
				readOne(match, "method", Use.VALUE), readOne(match, "authority", Use.VALUE),
				readHeaders(match, "headers", Use.VALUE), readHeaders(match, "withoutHeaders", Use.WITHOUT_HEADER),
				StringMatchReader.readMap(match.object("queryParams"), Use.VALUE), match.integer("port", 1, 65535),
				readCaller(match), match.text("statPrefix"));
		match.done();
		return read;
	}

	/**
	 * Whether a match holds for every request of every caller.
	 * @param match the match
	 * @return {@code true} when it has no condition
	 */
	static boolean isCatchAll(HttpMatch match) {
		return isUnconditionalPath(match.uri()) && onlyUri(match);
	}

	/**
	 * Whether a match has conditions on the path at most.
	 * @param match the match
	 * @return {@code true} when there is no other condition
	 */
	static boolean onlyUri(HttpMatch match) {
		return match.scheme() == null && match.method() == null && match.authority() == null
				&& match.headers().isEmpty() && match.withoutHeaders().isEmpty() && match.queryParams().isEmpty()
				&& match.port() == null && match.caller().equals(CallerCondition.ANY);
	}

	private static boolean isUnconditionalPath(@Nullable StringMatch uri) {
		return uri == null || uri instanceof StringMatch.Present
				|| (uri instanceof StringMatch.Prefix prefix
						&& (prefix.value().isEmpty() || prefix.value().equals("/")))
				|| (uri instanceof StringMatch.Regex regex && regex.pattern().equals(".*"));
	}

	private static @Nullable StringMatch readOne(YamlObject match, String key, Use use) {
		YamlValue value = match.get(key);
		return (value != null) ? StringMatchReader.read(value, use) : null;
	}

	private Map<String, StringMatch> readHeaders(YamlObject match, String key, Use use) {
		YamlObject headers = match.object(key);
		if (headers != null) {
			headers.values().forEach(this::checkName);
		}
		return StringMatchReader.readMap(headers, use);
	}

	private void checkName(String name, YamlValue place) {
		if (name.startsWith(HttpMatch.CLAIMS)) {
			if (this.mesh) {
				place.error("claims of a token can be matched at gateways only",
						"name the gateway in spec.gateways, or match a header");
			}
			return;
		}
		String bare = name.startsWith(":") ? name.substring(1) : name;
		if (!Syntax.isHeaderName(bare)) {
			place.error("'" + YamlValue.shown(name) + "' is not a header name",
					"use letters, digits and the characters !#$%&'*+-.^_`|~");
		}
	}

	private static CallerCondition readCaller(YamlObject match) {
		Map<String, String> labels = NameReader.labels(match, "sourceLabels");
		String namespace = NameReader.dnsLabel(match, "sourceNamespace", "namespace");
		YamlValue gateways = match.get("gateways");
		List<String> names = (gateways != null) ? GatewayNames.read(gateways) : List.of();
		return new CallerCondition(labels, namespace, names);
	}

}
