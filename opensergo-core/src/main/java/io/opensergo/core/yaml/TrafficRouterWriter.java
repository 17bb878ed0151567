package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.List;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CorsPolicy;
import io.opensergo.core.rule.HttpPolicies.Delegate;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Fault;
import io.opensergo.core.rule.HttpPolicies.Mirror;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.HttpPolicies.RegexRewrite;
import io.opensergo.core.rule.HttpPolicies.Retries;
import io.opensergo.core.rule.HttpPolicies.Rewrite;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Writes what {@link TrafficRouterReader} reads.
 */
final class TrafficRouterWriter {

	private TrafficRouterWriter() {
	}

	static YamlTree write(TrafficRouter router) {
		return new YamlTree().putNonEmpty("hosts", router.hosts())
			.putNonEmpty("gateways", router.gateways())
			.putNonEmpty("exportTo", router.exportTo())
			.putNonEmpty("http", router.http().stream().map(TrafficRouterWriter::route).toList());
	}

	private static YamlTree route(HttpRoute route) {
		YamlTree tree = new YamlTree().put("name", route.name())
			.putNonEmpty("match", route.match().stream().map(TrafficRouterWriter::match).toList())
			.putNonEmpty("route", route.route().stream().map(TrafficRouterWriter::weighted).toList())
			.put("redirect", redirect(route.redirect()))
			.put("directResponse", response(route.directResponse()))
			.put("delegate", delegate(route.delegate()));
		policies(tree, route.policies());
		return tree;
	}

	private static YamlTree match(HttpMatch match) {
		return new YamlTree().put("name", match.name())
			.put("uri", condition(match.uri()))
			.put("ignoreUriCase", match.ignoreUriCase() ? Boolean.TRUE : null)
			.put("scheme", condition(match.scheme()))
			.put("method", condition(match.method()))
			.put("authority", condition(match.authority()))
			.putNonEmpty("headers", RuleWriter.matches(match.headers()))
			.putNonEmpty("withoutHeaders", RuleWriter.matches(match.withoutHeaders()))
			.putNonEmpty("queryParams", RuleWriter.matches(match.queryParams()))
			.put("port", match.port())
			.putNonEmpty("sourceLabels", match.caller().sourceLabels())
			.put("sourceNamespace", match.caller().sourceNamespace())
			.putNonEmpty("gateways", match.caller().gateways())
			.put("statPrefix", match.statPrefix());
	}

	private static @Nullable YamlTree condition(@Nullable StringMatch match) {
		return (match != null) ? RuleWriter.match(match) : null;
	}

	private static YamlTree weighted(WeightedDestination weighted) {
		return new YamlTree().put("destination", destination(weighted.destination()))
			.put("weight", (weighted.weight() != 0) ? weighted.weight() : null)
			.putNonEmpty("headers", headers(weighted.headers()));
	}

	private static YamlTree destination(Destination destination) {
		Destination fallback = destination.fallback();
		return new YamlTree().put("host", destination.host())
			.put("subset", destination.subset())
			.put("port", (destination.port() != null) ? new YamlTree().put("number", destination.port()) : null)
			.put("fallback", (fallback != null) ? destination(fallback) : null);
	}

	private static YamlTree headers(HeaderOperations headers) {
		return new YamlTree().putNonEmpty("request", changes(headers.request()))
			.putNonEmpty("response", changes(headers.response()));
	}

	private static YamlTree changes(Changes changes) {
		YamlTree set = new YamlTree();
		YamlTree add = new YamlTree();
		for (HeaderValue value : changes.values()) {
			YamlTree values = (value.action() == Action.OVERWRITE_IF_EXISTS_OR_ADD) ? set : add;
			boolean expressible = values == set || value.action() == Action.APPEND_IF_EXISTS_OR_ADD;
			if (!expressible || values.values().containsKey(value.name())) {
				throw new IllegalArgumentException("the header operation " + value
						+ " has no CR form; a router can set or add one value of a header");
			}
			values.put(value.name(), value.value());
		}
		return new YamlTree().putNonEmpty("set", set).putNonEmpty("add", add).putNonEmpty("remove", changes.remove());
	}

	private static @Nullable YamlTree redirect(@Nullable Redirect redirect) {
		if (redirect == null) {
			return null;
		}
		if (redirect.uriRegex() != null || redirect.stripQuery()) {
			throw new IllegalArgumentException("the redirect " + redirect
					+ " has no CR form; a router cannot redirect by a regular expression or without the query");
		}
		return new YamlTree().put("uri", redirect.uri())
			.put("prefixRewrite", redirect.prefixRewrite())
			.put("authority", redirect.authority())
			.put("scheme", redirect.scheme())
			.put("port", redirect.port())
			.put("derivePort", redirect.derivePort())
			.put("redirectCode", redirect.code());
	}

	private static @Nullable YamlTree response(@Nullable DirectResponse response) {
		if (response == null) {
			return null;
		}
		YamlTree body = new YamlTree().put("string", response.body()).put("bytes", response.bytes());
		return new YamlTree().put("status", response.status()).putNonEmpty("body", body);
	}

	private static @Nullable YamlTree delegate(@Nullable Delegate delegate) {
		return (delegate != null) ? new YamlTree().put("name", delegate.name()).put("namespace", delegate.namespace())
				: null;
	}

	private static void policies(YamlTree tree, HttpPolicies policies) {
		tree.put("rewrite", rewrite(policies.rewrite()))
			.put("timeout", duration(policies.timeout()))
			.put("retries", retries(policies.retries()))
			.put("fault", fault(policies.fault()))
			.putNonEmpty("mirrors", policies.mirrors().stream().map(TrafficRouterWriter::mirror).toList())
			.put("corsPolicy", cors(policies.cors()))
			.putNonEmpty("headers", headers(policies.headers()));
	}

	private static @Nullable YamlTree rewrite(@Nullable Rewrite rewrite) {
		if (rewrite == null) {
			return null;
		}
		RegexRewrite regex = rewrite.uriRegex();
		return new YamlTree().put("uri", rewrite.uri())
			.put("uriRegexRewrite",
					(regex != null) ? new YamlTree().put("match", regex.match()).put("rewrite", regex.rewrite()) : null)
			.put("authority", rewrite.authority());
	}

	private static @Nullable YamlTree retries(@Nullable Retries retries) {
		if (retries == null) {
			return null;
		}
		return new YamlTree().put("attempts", retries.attempts())
			.put("perTryTimeout", duration(retries.perTryTimeout()))
			.put("retryOn", retries.retryOn())
			.put("backoff", duration(retries.backoff()))
			.put("retryRemoteLocalities", retries.retryRemoteLocalities() ? Boolean.TRUE : null)
			.put("retryIgnorePreviousHosts", retries.retryIgnorePreviousHosts());
	}

	private static @Nullable YamlTree fault(@Nullable Fault fault) {
		if (fault == null) {
			return null;
		}
		YamlTree tree = new YamlTree();
		if (fault.delay() != null) {
			tree.put("delay", new YamlTree().put("percentage", RuleWriter.percentage(fault.delay().percentage()))
				.put("fixedDelay", duration(fault.delay().fixedDelay())));
		}
		if (fault.abort() != null) {
			tree.put("abort",
					new YamlTree().put("percentage", RuleWriter.percentage(fault.abort().percentage()))
						.put("httpStatus", fault.abort().httpStatus())
						.put("grpcStatus", fault.abort().grpcStatus()));
		}
		return tree;
	}

	private static YamlTree mirror(Mirror mirror) {
		return new YamlTree().put("destination", destination(mirror.destination()))
			.put("percentage", RuleWriter.percentage(mirror.percentage()));
	}

	private static @Nullable YamlTree cors(@Nullable CorsPolicy cors) {
		if (cors == null) {
			return null;
		}
		List<YamlTree> origins = cors.allowOrigins().stream().map(RuleWriter::match).toList();
		return new YamlTree().putNonEmpty("allowOrigins", origins)
			.putNonEmpty("allowMethods", cors.allowMethods())
			.putNonEmpty("allowHeaders", cors.allowHeaders())
			.putNonEmpty("exposeHeaders", cors.exposeHeaders())
			.put("maxAge", duration(cors.maxAge()))
			.put("allowCredentials", cors.allowCredentials())
			.put("unmatchedPreflights", cors.unmatchedPreflights());
	}

	private static @Nullable String duration(@Nullable Duration duration) {
		return (duration != null) ? RuleWriter.duration(duration) : null;
	}

}
