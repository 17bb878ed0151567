package io.opensergo.core.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.Delegate;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of {@code spec.http}.
 */
final class HttpRouteReader {

	private static final int MAX_BODY = 1024 * 1024;

	private static final int LARGE_BODY = 100 * 1024;

	private static final Set<Integer> CODES = Set.of(301, 302, 303, 307, 308);

	private final HttpMatchReader matches;

	private final boolean delegate;

	/**
	 * Creates a reader.
	 * @param mesh whether the router applies to callers that are no gateways
	 * @param delegate whether the router has no hosts, so that others delegate to it
	 */
	HttpRouteReader(boolean mesh, boolean delegate) {
		this.matches = new HttpMatchReader(mesh);
		this.delegate = delegate;
	}

	@Nullable HttpRoute read(YamlValue value) {
		if (value.isNull()) {
			value.error("the route is empty", "write a route, or remove the item");
			return null;
		}
		YamlObject http = value.object();
		if (http == null) {
			return null;
		}
		String name = http.text("name");
		List<HttpMatch> match = readMatches(http);
		List<WeightedDestination> route = readRoute(http);
		Redirect redirect = readRedirect(http, match);
		DirectResponse response = readDirectResponse(http);
		Delegate target = readDelegate(http);
		HttpPolicies policies = HttpPoliciesReader.read(http);
		checkAction(http);
		http.done();
		return new HttpRoute(name, match, route, redirect, response, target, policies);
	}

	private List<HttpMatch> readMatches(YamlObject http) {
		List<HttpMatch> matches = new ArrayList<>();
		for (YamlValue item : http.list("match")) {
			HttpMatch match = this.matches.read(item);
			if (match != null) {
				matches.add(match);
			}
		}
		return matches;
	}

	private List<WeightedDestination> readRoute(YamlObject http) {
		List<WeightedDestination> route = new ArrayList<>();
		YamlValue list = http.get("route");
		if (list == null) {
			return route;
		}
		List<YamlValue> items = list.list();
		for (YamlValue item : items) {
			WeightedDestination destination = readDestination(item);
			if (destination != null) {
				route.add(destination);
			}
		}
		boolean weightless = route.stream().allMatch((destination) -> destination.weight() == 0);
		if (items.size() > 1 && route.size() == items.size() && weightless) {
			list.error("the weights of " + items.size() + " destinations add up to 0",
					"give at least one of them a weight greater than 0");
		}
		return route;
	}

	private static @Nullable WeightedDestination readDestination(YamlValue item) {
		YamlObject object = item.object();
		if (object == null) {
			return null;
		}
		YamlValue destinationValue = object.required("destination", "destination: {host: ...}");
		Destination destination = (destinationValue != null) ? DestinationReader.read(destinationValue) : null;
		Integer weight = object.integer("weight", 0, Integer.MAX_VALUE);
		HeaderOperations headers = HeaderOperationsReader.read(object.object("headers"));
		object.done();
		return (destination != null) ? new WeightedDestination(destination, (weight != null) ? weight : 0, headers)
				: null;
	}

	private void checkAction(YamlObject http) {
		if (http.isSet("redirect")) {
			for (String other : List.of("route", "directResponse", "fault", "rewrite")) {
				rejectTogether(http, "redirect", other);
			}
		}
		else if (http.isSet("directResponse")) {
			for (String other : List.of("route", "fault", "rewrite")) {
				rejectTogether(http, "directResponse", other);
			}
		}
		if (http.isSet("delegate")) {
			checkDelegate(http);
		}
		else if (!http.isSet("redirect") && !http.isSet("directResponse") && hasNoItems(http.get("route"))) {
			http.error("a route needs one of route, redirect and directResponse",
					"add for example route: [{destination: {host: ...}}]");
		}
	}

	private void checkDelegate(YamlObject http) {
		rejectTogether(http, "delegate", "route");
		rejectTogether(http, "delegate", "redirect");
		rejectTogether(http, "delegate", "directResponse");
		YamlValue value = http.get("delegate");
		if (this.delegate && value != null) {
			value.error("a router without hosts is a delegate itself and cannot delegate",
					"give this router hosts, or write the routes here");
		}
	}

	private static boolean hasNoItems(@Nullable YamlValue list) {
		return list == null || (list.isList() && list.list().isEmpty());
	}

	private static void rejectTogether(YamlObject http, String key, String other) {
		YamlValue value = http.get(other);
		if (value != null && !(other.equals("route") && hasNoItems(value))) {
			value.error("'" + other + "' cannot stand with '" + key + "'", "remove one of the two");
		}
	}

	private static @Nullable Delegate readDelegate(YamlObject http) {
		YamlObject delegate = http.object("delegate");
		if (delegate == null) {
			return null;
		}
		YamlValue nameValue = delegate.required("name", "the name of the other router");
		String name = (nameValue != null) ? nameValue.nonEmptyText() : null;
		String namespace = NameReader.dnsLabel(delegate, "namespace", "namespace");
		delegate.done();
		return (name != null) ? new Delegate(name, namespace) : null;
	}

	private static @Nullable Redirect readRedirect(YamlObject http, List<HttpMatch> match) {
		YamlObject redirect = http.object("redirect");
		if (redirect == null) {
			return null;
		}
		String uri = redirect.text("uri");
		String prefixRewrite = redirect.text("prefixRewrite");
		String authority = redirect.nonEmptyText("authority");
		String scheme = redirect.choice("scheme", List.of("http", "https"));
		Integer port = redirect.integer("port", 1, 65535);
		String derivePort = redirect.choice("derivePort", List.of("FROM_PROTOCOL_DEFAULT", "FROM_REQUEST_PORT"));
		Integer code = readCode(redirect);
		redirect.done();
		checkRedirect(redirect, match);
		return new Redirect(uri, prefixRewrite, null, authority, scheme, port, derivePort,
				(code != null) ? code : Redirect.DEFAULT_CODE, false);
	}

	/**
	 * Istio takes every 3xx, but gives proxies a route without an action for those that
	 * Envoy does not know.
	 */
	private static @Nullable Integer readCode(YamlObject redirect) {
		Integer code = redirect.integer("redirectCode", 300, 399);
		YamlValue value = redirect.get("redirectCode");
		if (code != null && value != null && !CODES.contains(code)) {
			value.error("no proxy redirects with " + code, "write 301, 302, 303, 307 or 308");
		}
		return code;
	}

	private static void checkRedirect(YamlObject redirect, List<HttpMatch> match) {
		if (redirect.isSet("uri") && redirect.isSet("prefixRewrite")) {
			redirect.error("'uri' cannot stand with 'prefixRewrite'", "remove one of the two");
		}
		if (redirect.isSet("port") && redirect.isSet("derivePort")) {
			redirect.error("'port' cannot stand with 'derivePort'", "remove one of the two");
		}
		boolean prefixes = match.stream()
			.allMatch((entry) -> entry.uri() == null || entry.uri() instanceof StringMatch.Prefix);
		if (redirect.isSet("prefixRewrite") && !prefixes) {
			redirect.error("'prefixRewrite' needs prefix conditions on the uri",
					"write match.uri.prefix, or redirect.uri instead of prefixRewrite");
		}
		List<String> targets = List.of("uri", "prefixRewrite", "authority", "scheme", "port", "derivePort",
				"redirectCode");
		if (targets.stream().noneMatch(redirect::isSet)) {
			redirect.error("the redirect changes nothing", "write at least one of " + String.join(", ", targets));
		}
	}

	private static @Nullable DirectResponse readDirectResponse(YamlObject http) {
		YamlObject response = http.object("directResponse");
		if (response == null) {
			return null;
		}
		YamlValue statusValue = response.required("status", "the status, such as status: 503");
		Integer status = (statusValue != null) ? statusValue.integer(200, 599) : null;
		YamlObject body = response.object("body");
		String text = null;
		String bytes = null;
		if (body != null) {
			text = body.text("string");
			bytes = body.text("bytes");
			checkBody(body, text, bytes);
			body.done();
		}
		response.done();
		return (status != null) ? new DirectResponse(status, text, bytes) : null;
	}

	private static void checkBody(YamlObject body, @Nullable String text, @Nullable String bytes) {
		if (text != null && bytes != null) {
			body.error("'string' cannot stand with 'bytes'", "remove one of the two");
		}
		if (bytes != null && !Base64Text.isValid(bytes)) {
			body.error("'bytes' is not base64", "encode the body with base64, or write it as string");
		}
		int size = (text != null) ? text.getBytes(StandardCharsets.UTF_8).length : 0;
		size = Math.max(size, (bytes != null) ? Base64Text.size(bytes) : 0);
		if (size > MAX_BODY) {
			body.error("the body has " + size + " bytes, at most " + MAX_BODY + " are allowed", "shorten the body");
		}
		else if (size > LARGE_BODY) {
			body.warning("the body has " + size + " bytes, which every proxy keeps in memory", "shorten the body");
		}
	}

}
