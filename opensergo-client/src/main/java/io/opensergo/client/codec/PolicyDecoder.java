package io.opensergo.client.codec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opensergo.core.route.ClusterNames;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.Abort;
import io.opensergo.core.rule.HttpPolicies.CorsPolicy;
import io.opensergo.core.rule.HttpPolicies.Delay;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.HttpPolicies.Fault;
import io.opensergo.core.rule.HttpPolicies.Mirror;
import io.opensergo.core.rule.HttpPolicies.Redirect;
import io.opensergo.core.rule.HttpPolicies.RegexRewrite;
import io.opensergo.core.rule.HttpPolicies.Retries;
import io.opensergo.core.rule.HttpPolicies.Rewrite;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.WeightedDestination;
import io.opensergo.protocol.envoy.config.core.v3.DataSource;
import io.opensergo.protocol.envoy.config.core.v3.HeaderValueOption;
import io.opensergo.protocol.envoy.config.route.v3.ClusterSpecifierPlugin;
import io.opensergo.protocol.envoy.config.route.v3.DirectResponseAction;
import io.opensergo.protocol.envoy.config.route.v3.FilterConfig;
import io.opensergo.protocol.envoy.config.route.v3.RedirectAction;
import io.opensergo.protocol.envoy.config.route.v3.RetryPolicy;
import io.opensergo.protocol.envoy.config.route.v3.Route;
import io.opensergo.protocol.envoy.config.route.v3.RouteAction;
import io.opensergo.protocol.envoy.config.route.v3.RouteAction.RequestMirrorPolicy;
import io.opensergo.protocol.envoy.config.route.v3.WeightedCluster;
import io.opensergo.protocol.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.opensergo.protocol.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.opensergo.protocol.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.opensergo.protocol.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.opensergo.protocol.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.opensergo.protocol.envoy.type.matcher.v3.StringMatcher;
import io.opensergo.protocol.router.v1.ClusterFallbackConfig_ClusterConfig;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a route does with a request. A policy that cannot be read is reported and
 * left out; a destination that cannot be read makes the route unusable.
 */
final class PolicyDecoder {

	static final String FORWARD_PREFLIGHTS = "FORWARD";

	static final String IGNORE_PREFLIGHTS = "IGNORE";

	private static final String AUTHORITY = ":authority";

	private static final double ALL_REQUESTS = 100;

	private static final Set<Integer> READ_OF_ACTION = Set.of(RouteAction.CLUSTER_FIELD_NUMBER,
			RouteAction.CLUSTER_HEADER_FIELD_NUMBER, RouteAction.WEIGHTED_CLUSTERS_FIELD_NUMBER,
			RouteAction.CLUSTER_SPECIFIER_PLUGIN_FIELD_NUMBER, RouteAction.INLINE_CLUSTER_SPECIFIER_PLUGIN_FIELD_NUMBER,
			RouteAction.PREFIX_REWRITE_FIELD_NUMBER, RouteAction.REGEX_REWRITE_FIELD_NUMBER,
			RouteAction.HOST_REWRITE_LITERAL_FIELD_NUMBER, RouteAction.TIMEOUT_FIELD_NUMBER,
			RouteAction.RETRY_POLICY_FIELD_NUMBER, RouteAction.REQUEST_MIRROR_POLICIES_FIELD_NUMBER,
			RouteAction.MAX_STREAM_DURATION_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_CLUSTER_WEIGHT = Set.of(ClusterWeight.NAME_FIELD_NUMBER,
			ClusterWeight.WEIGHT_FIELD_NUMBER, ClusterWeight.REQUEST_HEADERS_TO_ADD_FIELD_NUMBER,
			ClusterWeight.REQUEST_HEADERS_TO_REMOVE_FIELD_NUMBER, ClusterWeight.RESPONSE_HEADERS_TO_ADD_FIELD_NUMBER,
			ClusterWeight.RESPONSE_HEADERS_TO_REMOVE_FIELD_NUMBER, ClusterWeight.TYPED_PER_FILTER_CONFIG_FIELD_NUMBER,
			ClusterWeight.HOST_REWRITE_LITERAL_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_RETRY_POLICY = Set.of(RetryPolicy.RETRY_ON_FIELD_NUMBER,
			RetryPolicy.NUM_RETRIES_FIELD_NUMBER, RetryPolicy.PER_TRY_TIMEOUT_FIELD_NUMBER,
			RetryPolicy.RETRY_BACK_OFF_FIELD_NUMBER, RetryPolicy.RETRIABLE_STATUS_CODES_FIELD_NUMBER,
			RetryPolicy.RETRY_PRIORITY_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_MIRROR = Set.of(RequestMirrorPolicy.CLUSTER_FIELD_NUMBER,
			RequestMirrorPolicy.RUNTIME_FRACTION_FIELD_NUMBER,
			RequestMirrorPolicy.DISABLE_SHADOW_HOST_SUFFIX_APPEND_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_FAULT = Set.of(HTTPFault.DELAY_FIELD_NUMBER,
			HTTPFault.ABORT_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_DELAY = Set.of(FaultDelay.FIXED_DELAY_FIELD_NUMBER,
			FaultDelay.PERCENTAGE_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_ABORT = Set.of(FaultAbort.HTTP_STATUS_FIELD_NUMBER,
			FaultAbort.GRPC_STATUS_FIELD_NUMBER, FaultAbort.PERCENTAGE_FIELD_NUMBER);

	private static final Set<Integer> READ_OF_CORS = Set.of(
			io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.ALLOW_ORIGIN_STRING_MATCH_FIELD_NUMBER,
			io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.ALLOW_METHODS_FIELD_NUMBER,
			io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.ALLOW_HEADERS_FIELD_NUMBER,
			io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.EXPOSE_HEADERS_FIELD_NUMBER,
			io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.MAX_AGE_FIELD_NUMBER,
			io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.ALLOW_CREDENTIALS_FIELD_NUMBER,
			io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.FORWARD_NOT_MATCHING_PREFLIGHTS_FIELD_NUMBER);

	private final DecodeProfile profile;

	private final Problems problems;

	private final MatchDecoder strings;

	PolicyDecoder(DecodeProfile profile, Problems problems) {
		this.profile = profile;
		this.problems = problems;
		this.strings = new MatchDecoder(profile, problems);
	}

	RouteConfiguration.RouteAction action(Route route, Map<String, ClusterSpecifierPlugin> plugins,
			RouteExtension extension, String path) {
		return switch (route.getActionCase()) {
			case ROUTE -> forward(route, plugins, extension, path);
			case REDIRECT -> new RouteConfiguration.RouteAction.RedirectTo(
					redirect(route.getRedirect(), extension, path + ".redirect"), routePolicies(route, path));
			case DIRECT_RESPONSE -> new RouteConfiguration.RouteAction.Respond(
					directResponse(route.getDirectResponse(), path + ".direct_response"), routePolicies(route, path));
			case ACTION_NOT_SET -> throw UnusableRouteException.invalid(path, "the route does nothing",
					"set route, redirect or direct_response");
			default -> throw UnusableRouteException.unsupported(path, "this action");
		};
	}

	private RouteConfiguration.RouteAction forward(Route route, Map<String, ClusterSpecifierPlugin> plugins,
			RouteExtension extension, String path) {
		RouteAction action = route.getRoute();
		String actionPath = path + ".route";
		return switch (action.getClusterSpecifierCase()) {
			case CLUSTER ->
				forwardTo(destination(action.getCluster(), actionPath + ".cluster"), route, extension, path);
			case INLINE_CLUSTER_SPECIFIER_PLUGIN -> forwardTo(
					plugin(action.getInlineClusterSpecifierPlugin(), actionPath + ".inline_cluster_specifier_plugin"),
					route, extension, path);
			case CLUSTER_SPECIFIER_PLUGIN -> forwardTo(
					plugin(plugins.getOrDefault(action.getClusterSpecifierPlugin(),
							ClusterSpecifierPlugin.getDefaultInstance()), actionPath + ".cluster_specifier_plugin"),
					route, extension, path);
			case WEIGHTED_CLUSTERS -> new RouteConfiguration.RouteAction.Forward(
					weighted(action.getWeightedClusters(), extension, actionPath + ".weighted_clusters"),
					policies(route, path));
			case CLUSTER_HEADER ->
				new RouteConfiguration.RouteAction.ForwardByHeader(action.getClusterHeader(), policies(route, path));
			case CLUSTERSPECIFIER_NOT_SET -> throw UnusableRouteException.invalid(actionPath,
					"the route names no cluster", "set cluster, weighted_clusters or cluster_header");
		};
	}

	private RouteConfiguration.RouteAction forwardTo(Destination destination, Route route, RouteExtension extension,
			String path) {
		Integer weight = extension.number(RouteExtension.WEIGHT);
		return new RouteConfiguration.RouteAction.Forward(
				List.of(WeightedDestination.of(destination, (weight != null) ? weight : 0)), policies(route, path));
	}

	private static Destination destination(String cluster, String path) {
		Destination destination = ClusterNames.parse(cluster);
		if (destination.host().isEmpty()) {
			throw UnusableRouteException.invalid(path, "the cluster '" + cluster + "' has no host",
					"name it, such as 'outbound|||stock.default.svc.cluster.local'");
		}
		return destination;
	}

	private Destination plugin(ClusterSpecifierPlugin plugin, String path) {
		String name = plugin.getExtension().getName();
		if (!name.equals(PolicyEncoder.FALLBACK_PLUGIN)) {
			throw UnusableRouteException.unsupported(path, "the cluster specifier plugin '" + name + "'");
		}
		return withFallback(plugin.getExtension().getTypedConfig(), path + ".extension.typed_config");
	}

	private Destination withFallback(Any config, String path) {
		ClusterFallbackConfig_ClusterConfig fallback = unpack(config, ClusterFallbackConfig_ClusterConfig.class);
		if (fallback == null || fallback.getRoutingCluster().isEmpty()) {
			throw UnusableRouteException.invalid(path, "the fallback configuration cannot be read",
					"send an io.opensergo.proto.router.v1.ClusterFallbackConfig_ClusterConfig with a RoutingCluster");
		}
		return destination(fallback.getRoutingCluster(), path).withFallback(fallbackOf(fallback, path));
	}

	private static @Nullable Destination fallbackOf(ClusterFallbackConfig_ClusterConfig config, String path) {
		if (config.getFallbackCluster().isEmpty()) {
			return null;
		}
		Destination chain = null;
		for (int i = config.getFurtherFallbackClustersCount() - 1; i >= 0; i--) {
			chain = destination(config.getFurtherFallbackClusters(i), path).withFallback(chain);
		}
		return destination(config.getFallbackCluster(), path).withFallback(chain);
	}

	private List<WeightedDestination> weighted(WeightedCluster clusters, RouteExtension extension, String path) {
		UnreadFields.report(clusters, path, this.problems, Set.of(WeightedCluster.CLUSTERS_FIELD_NUMBER));
		if (clusters.getClustersCount() == 0) {
			throw UnusableRouteException.invalid(path, "the route has no destination",
					"list a cluster; the published Go control plane sends redirects and direct responses this way");
		}
		Integer onlyWeight = (clusters.getClustersCount() == 1) ? extension.number(RouteExtension.WEIGHT) : null;
		boolean equalShares = isZeroSum(clusters, path);
		List<WeightedDestination> destinations = new ArrayList<>();
		for (int i = 0; i < clusters.getClustersCount(); i++) {
			ClusterWeight cluster = clusters.getClusters(i);
			int weight = equalShares ? 1 : cluster.getWeight().getValue();
			destinations
				.add(weighted(cluster, (onlyWeight != null) ? onlyWeight : weight, path + ".clusters[" + i + "]"));
		}
		return destinations;
	}

	private boolean isZeroSum(WeightedCluster clusters, String path) {
		long sum = clusters.getClustersList()
			.stream()
			.mapToLong((cluster) -> Integer.toUnsignedLong(cluster.getWeight().getValue()))
			.sum();
		if (sum > 0 && sum <= Integer.MAX_VALUE) {
			return false;
		}
		if (sum > 0 || this.profile == DecodeProfile.STRICT) {
			throw UnusableRouteException.invalid(path, "the sum of all weights is " + sum,
					"give weights with a sum of 1 to " + Integer.MAX_VALUE);
		}
		this.problems.warning(path, "all weights are 0, the destinations get equal shares", "give weights");
		return true;
	}

	private WeightedDestination weighted(ClusterWeight cluster, int weight, String path) {
		if (cluster.getName().isEmpty()) {
			throw UnusableRouteException.unsupported(path, "a weighted cluster without name");
		}
		UnreadFields.report(cluster, path, this.problems, READ_OF_CLUSTER_WEIGHT);
		Destination destination = destination(cluster.getName(), path + ".name");
		for (Map.Entry<String, Any> config : cluster.getTypedPerFilterConfigMap().entrySet()) {
			if (config.getKey().equals(PolicyEncoder.FALLBACK_PLUGIN)) {
				Destination withFallback = withFallback(config.getValue(), path + ".typed_per_filter_config");
				destination = destination.withFallback(withFallback.fallback());
			}
			else {
				reportFilter(config.getKey(), path);
			}
		}
		List<HeaderValueOption> request = cluster.getRequestHeadersToAddList();
		HeaderOperations headers = new HeaderOperations(
				changes(cluster.getRequestHeadersToRemoveList(), request, path + ".request_headers_to_add"),
				changes(cluster.getResponseHeadersToRemoveList(), cluster.getResponseHeadersToAddList(),
						path + ".response_headers_to_add"));
		if (cluster.hasHostRewriteLiteral()) {
			headers = withAuthority(headers, cluster.getHostRewriteLiteral());
		}
		return new WeightedDestination(destination, weight, headers);
	}

	/**
	 * Istio writes the authority that a destination sets this way; a rule writes it as a
	 * header.
	 */
	private static HeaderOperations withAuthority(HeaderOperations headers, String authority) {
		List<HeaderValue> values = new ArrayList<>(headers.request().values());
		values.add(new HeaderValue(AUTHORITY, authority, Action.OVERWRITE_IF_EXISTS_OR_ADD));
		return new HeaderOperations(new Changes(headers.request().remove(), values), headers.response());
	}

	private HttpPolicies policies(Route route, String path) {
		RouteAction action = route.getRoute();
		String actionPath = path + ".route";
		UnreadFields.report(action, actionPath, this.problems, READ_OF_ACTION);
		HttpPolicies ofRoute = routePolicies(route, path);
		List<Mirror> mirrors = new ArrayList<>();
		for (int i = 0; i < action.getRequestMirrorPoliciesCount(); i++) {
			Mirror mirror = mirror(action.getRequestMirrorPolicies(i),
					actionPath + ".request_mirror_policies[" + i + "]");
			if (mirror != null) {
				mirrors.add(mirror);
			}
		}
		Retries retries = action.hasRetryPolicy() ? retries(action.getRetryPolicy(), actionPath + ".retry_policy")
				: null;
		return new HttpPolicies(rewrite(action, actionPath), timeout(action, actionPath), retries, ofRoute.fault(),
				mirrors, ofRoute.cors(), ofRoute.headers());
	}

	private HttpPolicies routePolicies(Route route, String path) {
		HeaderOperations headers = new HeaderOperations(
				changes(route.getRequestHeadersToRemoveList(), route.getRequestHeadersToAddList(),
						path + ".request_headers_to_add"),
				changes(route.getResponseHeadersToRemoveList(), route.getResponseHeadersToAddList(),
						path + ".response_headers_to_add"));
		Fault fault = null;
		CorsPolicy cors = null;
		for (Map.Entry<String, Any> config : route.getTypedPerFilterConfigMap().entrySet()) {
			String filterPath = path + ".typed_per_filter_config";
			Any filter = unwrap(config.getValue());
			if (filter == null) {
				continue;
			}
			HTTPFault faultFilter = unpack(filter, HTTPFault.class);
			io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy corsFilter = unpack(filter,
					io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.class);
			if (faultFilter != null) {
				fault = fault(faultFilter, filterPath + ".fault");
			}
			else if (corsFilter != null) {
				cors = cors(corsFilter, filterPath + ".cors");
			}
			else {
				reportFilter(config.getKey(), path);
			}
		}
		return new HttpPolicies(null, null, null, fault, List.of(), cors, headers);
	}

	private void reportFilter(String filter, String path) {
		this.problems.warning(path + ".typed_per_filter_config",
				"the configuration of the filter '" + filter + "' is not supported and ignored",
				"remove it, or do not rely on it");
	}

	/**
	 * Takes the configuration out of Envoy's wrapper.
	 */
	private static @Nullable Any unwrap(Any config) {
		FilterConfig wrapper = unpack(config, FilterConfig.class);
		if (wrapper == null) {
			return config;
		}
		return wrapper.getDisabled() ? null : wrapper.getConfig();
	}

	private @Nullable Rewrite rewrite(RouteAction action, String path) {
		String uri = action.getPrefixRewrite().isEmpty() ? null : action.getPrefixRewrite();
		RegexRewrite regex = action.hasRegexRewrite() ? regexRewrite(action.getRegexRewrite(), path + ".regex_rewrite")
				: null;
		String authority = action.hasHostRewriteLiteral() ? action.getHostRewriteLiteral() : null;
		return (uri == null && regex == null && authority == null) ? null : new Rewrite(uri, regex, authority);
	}

	private static RegexRewrite regexRewrite(RegexMatchAndSubstitute rewrite, String path) {
		return new RegexRewrite(MatchDecoder.regex(rewrite.getPattern().getRegex(), path), rewrite.getSubstitution());
	}

	/**
	 * An unset timeout is no limit: Envoy's 15 seconds are a default of its proxy, and a
	 * library that brought them would cut answers that nobody wrote a rule for.
	 */
	private @Nullable Duration timeout(RouteAction action, String path) {
		if (action.hasTimeout()) {
			if (action.hasMaxStreamDuration()) {
				this.problems.warning(path + ".max_stream_duration",
						"field 'max_stream_duration' is ignored beside 'timeout'", "set one of the two");
			}
			return positive(Durations.decode(action.getTimeout()));
		}
		// Proxyless gRPC configurations carry the timeout here.
		return positive(Durations.decode(action.getMaxStreamDuration().getMaxStreamDuration()));
	}

	private static @Nullable Duration positive(Duration duration) {
		return (duration.isZero() || duration.isNegative()) ? null : duration;
	}

	private Retries retries(RetryPolicy policy, String path) {
		UnreadFields.report(policy, path, this.problems, READ_OF_RETRY_POLICY);
		int attempts = policy.hasNumRetries() ? policy.getNumRetries().getValue() : 1;
		Duration perTryTimeout = policy.hasPerTryTimeout() ? Durations.decode(policy.getPerTryTimeout()) : null;
		Duration backoff = policy.hasRetryBackOff() ? Durations.decode(policy.getRetryBackOff().getBaseInterval())
				: null;
		if (policy.getRetryBackOff().hasMaxInterval()) {
			this.problems.warning(path + ".retry_back_off.max_interval", "field 'max_interval' is ignored",
					"remove it, or do not rely on it");
		}
		String priority = policy.getRetryPriority().getName();
		boolean otherLocalities = priority.equals(PolicyEncoder.PREVIOUS_PRIORITIES);
		if (!otherLocalities && !priority.isEmpty()) {
			this.problems.warning(path + ".retry_priority", "the retry priority '" + priority + "' is ignored",
					"remove it, or do not rely on it");
		}
		return new Retries(attempts, perTryTimeout, retryOn(policy), backoff, otherLocalities);
	}

	private static @Nullable String retryOn(RetryPolicy policy) {
		List<String> conditions = new ArrayList<>();
		for (String condition : policy.getRetryOn().split(",")) {
			boolean spelledOut = condition.equals(PolicyEncoder.RETRIABLE_STATUS_CODES)
					&& policy.getRetriableStatusCodesCount() > 0;
			if (!condition.isEmpty() && !spelledOut) {
				conditions.add(condition);
			}
		}
		policy.getRetriableStatusCodesList().forEach((code) -> conditions.add(String.valueOf(code)));
		return conditions.isEmpty() ? null : String.join(",", conditions);
	}

	private @Nullable Mirror mirror(RequestMirrorPolicy mirror, String path) {
		UnreadFields.report(mirror, path, this.problems, READ_OF_MIRROR);
		if (mirror.getCluster().isEmpty()) {
			return null;
		}
		double percentage = mirror.hasRuntimeFraction()
				? Fractions.percentage(mirror.getRuntimeFraction().getDefaultValue()) : ALL_REQUESTS;
		return new Mirror(ClusterNames.parse(mirror.getCluster()), percentage);
	}

	private Fault fault(HTTPFault fault, String path) {
		UnreadFields.report(fault, path, this.problems, READ_OF_FAULT);
		Delay delay = fault.hasDelay() ? delay(fault.getDelay(), path + ".delay") : null;
		Abort abort = fault.hasAbort() ? abort(fault.getAbort(), path + ".abort") : null;
		return new Fault(delay, abort);
	}

	private @Nullable Delay delay(FaultDelay delay, String path) {
		UnreadFields.report(delay, path, this.problems, READ_OF_DELAY);
		return delay.hasFixedDelay()
				? new Delay(Durations.decode(delay.getFixedDelay()), Fractions.percentage(delay.getPercentage()))
				: null;
	}

	private Abort abort(FaultAbort abort, String path) {
		UnreadFields.report(abort, path, this.problems, READ_OF_ABORT);
		Integer httpStatus = abort.hasHttpStatus() ? abort.getHttpStatus() : null;
		String grpcStatus = abort.hasGrpcStatus() ? io.grpc.Status.fromCodeValue(abort.getGrpcStatus()).getCode().name()
				: null;
		return new Abort(httpStatus, grpcStatus, Fractions.percentage(abort.getPercentage()));
	}

	private CorsPolicy cors(io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy cors, String path) {
		UnreadFields.report(cors, path, this.problems, READ_OF_CORS);
		List<StringMatch> origins = new ArrayList<>();
		for (StringMatcher origin : cors.getAllowOriginStringMatchList()) {
			origins.add(this.strings.string(origin, path + ".allow_origin_string_match"));
		}
		Boolean credentials = cors.hasAllowCredentials() ? cors.getAllowCredentials().getValue() : null;
		String preflights = null;
		if (cors.hasForwardNotMatchingPreflights()) {
			preflights = cors.getForwardNotMatchingPreflights().getValue() ? FORWARD_PREFLIGHTS : IGNORE_PREFLIGHTS;
		}
		return new CorsPolicy(origins, list(cors.getAllowMethods()), list(cors.getAllowHeaders()),
				list(cors.getExposeHeaders()), maxAge(cors.getMaxAge(), path), credentials, preflights);
	}

	private @Nullable Duration maxAge(String seconds, String path) {
		if (seconds.isEmpty()) {
			return null;
		}
		try {
			return Duration.ofSeconds(Long.parseLong(seconds));
		}
		catch (NumberFormatException ex) {
			this.problems.warning(path + ".max_age", "'" + seconds + "' is no number of seconds and is ignored",
					"write seconds as digits");
			return null;
		}
	}

	private static List<String> list(String joined) {
		List<String> values = new ArrayList<>();
		for (String value : joined.split(",")) {
			if (!value.isBlank()) {
				values.add(value.strip());
			}
		}
		return values;
	}

	private Redirect redirect(RedirectAction redirect, RouteExtension extension, String path) {
		Integer written = extension.number(RouteExtension.REDIRECT_CODE);
		Integer code = (written != null) ? written : RedirectCodes.decode(redirect.getResponseCode());
		if (code == null) {
			throw UnusableRouteException.invalid(path + ".response_code",
					"the response code " + redirect.getResponseCodeValue() + " is unknown",
					"use one of 301, 302, 303, 307 and 308");
		}
		String scheme = redirect.hasSchemeRedirect() ? redirect.getSchemeRedirect() : null;
		if (redirect.getHttpsRedirect()) {
			scheme = "https";
		}
		return new Redirect(redirect.hasPathRedirect() ? redirect.getPathRedirect() : null,
				redirect.hasPrefixRewrite() ? redirect.getPrefixRewrite() : null,
				redirect.hasRegexRewrite() ? regexRewrite(redirect.getRegexRewrite(), path + ".regex_rewrite") : null,
				redirect.getHostRedirect().isEmpty() ? null : redirect.getHostRedirect(), scheme,
				(redirect.getPortRedirect() == 0) ? null : redirect.getPortRedirect(),
				extension.text(RouteExtension.DERIVE_PORT), code, redirect.getStripQuery());
	}

	private DirectResponse directResponse(DirectResponseAction response, String path) {
		int status = response.getStatus();
		if (status < 200 || status > 599) {
			throw UnusableRouteException.invalid(path + ".status", "the status is " + status, "use 200 to 599");
		}
		DataSource body = response.getBody();
		return switch (body.getSpecifierCase()) {
			case INLINE_STRING -> new DirectResponse(status, body.getInlineString(), null);
			case INLINE_BYTES -> new DirectResponse(status, null,
					Base64.getEncoder().encodeToString(body.getInlineBytes().toByteArray()));
			case SPECIFIER_NOT_SET -> new DirectResponse(status, null, null);
			default -> throw UnusableRouteException.unsupported(path + ".body", "a body from outside the rule");
		};
	}

	private Changes changes(List<String> remove, List<HeaderValueOption> values, String path) {
		List<HeaderValue> changes = new ArrayList<>();
		for (int i = 0; i < values.size(); i++) {
			HeaderValueOption value = values.get(i);
			changes.add(new HeaderValue(value.getHeader().getKey(), text(value), action(value, path + "[" + i + "]")));
		}
		return new Changes(remove, changes);
	}

	private static String text(HeaderValueOption value) {
		return value.getHeader().getValue().isEmpty() ? value.getHeader().getRawValue().toStringUtf8()
				: value.getHeader().getValue();
	}

	@SuppressWarnings("deprecation")
	private Action action(HeaderValueOption value, String path) {
		if (value.hasAppend()) {
			return value.getAppend().getValue() ? Action.APPEND_IF_EXISTS_OR_ADD : Action.OVERWRITE_IF_EXISTS_OR_ADD;
		}
		return switch (value.getAppendAction()) {
			case APPEND_IF_EXISTS_OR_ADD -> Action.APPEND_IF_EXISTS_OR_ADD;
			case ADD_IF_ABSENT -> Action.ADD_IF_ABSENT;
			case OVERWRITE_IF_EXISTS_OR_ADD -> Action.OVERWRITE_IF_EXISTS_OR_ADD;
			case OVERWRITE_IF_EXISTS -> Action.OVERWRITE_IF_EXISTS;
			case UNRECOGNIZED -> throw UnusableRouteException.invalid(path + ".append_action",
					"the append action " + value.getAppendActionValue() + " is unknown", "use one that Envoy knows");
		};
	}

	private static <M extends Message> @Nullable M unpack(Any any, Class<M> type) {
		try {
			return any.is(type) ? any.unpack(type) : null;
		}
		catch (InvalidProtocolBufferException ex) {
			return null;
		}
	}

}
