package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.opensergo.core.match.RegexSyntax;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CorsPolicy;
import io.opensergo.core.rule.HttpPolicies.Mirror;
import io.opensergo.core.rule.HttpPolicies.RegexRewrite;
import io.opensergo.core.rule.HttpPolicies.Rewrite;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.yaml.StringMatchReader.Use;
import org.jspecify.annotations.Nullable;

/**
 * Reads what happens to a forwarded request on its way.
 */
final class HttpPoliciesReader {

	private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT",
			"OPTIONS", "TRACE", "*");

	private HttpPoliciesReader() {
	}

	static HttpPolicies read(YamlObject http) {
		HeaderOperations headers = HeaderOperationsReader.read(http.object("headers"));
		Rewrite rewrite = readRewrite(http);
		checkOneAuthority(http, rewrite, headers);
		return new HttpPolicies(rewrite, http.positiveDuration("timeout"), RetriesReader.read(http),
				FaultReader.read(http), readMirrors(http), readCors(http), headers);
	}

	private static @Nullable Rewrite readRewrite(YamlObject http) {
		YamlObject rewrite = http.object("rewrite");
		if (rewrite == null) {
			return null;
		}
		String uri = rewrite.nonEmptyText("uri");
		String authority = rewrite.nonEmptyText("authority");
		RegexRewrite regex = readRegexRewrite(rewrite.object("uriRegexRewrite"));
		rewrite.done();
		if (rewrite.isSet("uri") && rewrite.isSet("uriRegexRewrite")) {
			rewrite.error("'uri' cannot stand with 'uriRegexRewrite'", "remove one of the two");
		}
		if (!rewrite.isSet("uri") && !rewrite.isSet("uriRegexRewrite") && !rewrite.isSet("authority")) {
			rewrite.error("the rewrite changes nothing", "write uri, uriRegexRewrite or authority");
		}
		return new Rewrite(uri, regex, authority);
	}

	private static @Nullable RegexRewrite readRegexRewrite(@Nullable YamlObject object) {
		if (object == null) {
			return null;
		}
		YamlValue matchValue = object.required("match", "the regular expression");
		YamlValue rewriteValue = object.required("rewrite", "the replacement");
		String match = (matchValue != null) ? matchValue.text() : null;
		String rewrite = (rewriteValue != null) ? rewriteValue.nonEmptyText() : null;
		String problem = (match != null) ? RegexSyntax.problem(match) : null;
		if (matchValue != null && problem != null) {
			matchValue.error(problem, "write an RE2 expression");
		}
		object.done();
		return (match != null && rewrite != null && problem == null) ? new RegexRewrite(match, rewrite) : null;
	}

	private static void checkOneAuthority(YamlObject http, @Nullable Rewrite rewrite, HeaderOperations headers) {
		boolean rewritten = rewrite != null && rewrite.authority() != null;
		boolean set = writesAuthority(headers, Action.OVERWRITE_IF_EXISTS_OR_ADD);
		boolean added = writesAuthority(headers, Action.APPEND_IF_EXISTS_OR_ADD);
		if ((rewritten && (set || added)) || (set && added)) {
			http.error("the authority is written in more than one place",
					"keep one of rewrite.authority, headers.request.set and headers.request.add");
		}
	}

	private static boolean writesAuthority(HeaderOperations headers, Action action) {
		return headers.request()
			.values()
			.stream()
			.anyMatch((value) -> value.action() == action && HeaderOperationsReader.isAuthority(value.name()));
	}

	private static List<Mirror> readMirrors(YamlObject http) {
		List<Mirror> mirrors = new ArrayList<>();
		YamlValue mirror = http.get("mirror");
		YamlValue list = http.get("mirrors");
		if (mirror != null && list != null) {
			list.error("'mirrors' cannot stand with 'mirror'", "move the mirror into the list");
		}
		double percentage = readMirrorPercentage(http);
		Destination single = (mirror != null) ? DestinationReader.read(mirror) : null;
		if (single != null) {
			mirrors.add(new Mirror(single, percentage));
		}
		if (list != null) {
			for (YamlValue item : list.list()) {
				Mirror read = readMirror(item);
				if (read != null) {
					mirrors.add(read);
				}
			}
		}
		return mirrors;
	}

	private static double readMirrorPercentage(YamlObject http) {
		YamlValue old = http.get("mirrorPercent");
		Double percent = null;
		if (old != null) {
			old.warning("'mirrorPercent' is an old key", "write mirrorPercentage: {value: ...}");
			percent = old.number(0, 100);
		}
		Double percentage = PercentageReader.read(http, "mirrorPercentage");
		if (percentage != null) {
			return percentage;
		}
		return (percent != null) ? percent : 100;
	}

	private static @Nullable Mirror readMirror(YamlValue item) {
		YamlObject object = item.object();
		if (object == null) {
			return null;
		}
		YamlValue destinationValue = object.required("destination", "destination: {host: ...}");
		Destination destination = (destinationValue != null) ? DestinationReader.read(destinationValue) : null;
		Double percentage = PercentageReader.read(object, "percentage");
		object.done();
		return (destination != null) ? new Mirror(destination, (percentage != null) ? percentage : 100) : null;
	}

	private static @Nullable CorsPolicy readCors(YamlObject http) {
		YamlObject cors = http.object("corsPolicy");
		if (cors == null) {
			return null;
		}
		List<StringMatch> origins = readOrigins(cors);
		List<String> methods = readMethods(cors);
		List<String> allowHeaders = readHeaderNames(cors, "allowHeaders");
		List<String> exposeHeaders = readHeaderNames(cors, "exposeHeaders");
		Duration maxAge = readMaxAge(cors);
		Boolean credentials = cors.bool("allowCredentials");
		String unmatched = cors.choice("unmatchedPreflights", List.of("UNSPECIFIED", "FORWARD", "IGNORE"));
		cors.done();
		return new CorsPolicy(origins, methods, allowHeaders, exposeHeaders, maxAge, credentials, unmatched);
	}

	private static List<StringMatch> readOrigins(YamlObject cors) {
		List<StringMatch> origins = new ArrayList<>();
		for (YamlValue item : cors.list("allowOrigins")) {
			StringMatch origin = StringMatchReader.read(item, Use.ORIGIN);
			if (origin != null) {
				origins.add(origin);
			}
		}
		YamlValue old = cors.get("allowOrigin");
		if (old != null) {
			old.warning("'allowOrigin' is an old key", "write allowOrigins: [{exact: ...}]");
			for (String origin : old.texts()) {
				origins.add(origin.equals("*") ? StringMatch.regex(".*") : StringMatch.exact(origin));
			}
		}
		return origins;
	}

	private static List<String> readMethods(YamlObject cors) {
		List<String> methods = new ArrayList<>();
		for (YamlValue item : cors.list("allowMethods")) {
			String method = item.text();
			if (method != null && !METHODS.contains(method)) {
				String guess = Spelling.closest(method, METHODS);
				item.error("\"" + YamlValue.shown(method) + "\" is not an HTTP method",
						(guess != null) ? "write " + guess : "write a method in capitals, such as GET, or \"*\"");
			}
			else if (method != null) {
				methods.add(method);
			}
		}
		return methods;
	}

	private static List<String> readHeaderNames(YamlObject cors, String key) {
		List<String> names = new ArrayList<>();
		for (YamlValue item : cors.list(key)) {
			String name = item.text();
			if (name != null && !Syntax.isHeaderName(name)) {
				item.error("\"" + YamlValue.shown(name) + "\" is not a header name",
						"use letters, digits and the characters !#$%&'*+-.^_`|~");
			}
			else if (name != null) {
				names.add(name);
			}
		}
		return names;
	}

	private static @Nullable Duration readMaxAge(YamlObject cors) {
		YamlValue value = cors.get("maxAge");
		Duration maxAge = (value != null) ? value.positiveDuration() : null;
		if (value != null && maxAge != null && maxAge.toNanosPart() != 0) {
			value.error("maxAge must be in whole seconds", "round it to seconds");
		}
		return maxAge;
	}

}
