package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.UInt32Value;
import io.opensergo.core.route.ClusterNames;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
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
import io.opensergo.core.rule.WeightedDestination;
import io.opensergo.protocol.envoy.config.core.v3.DataSource;
import io.opensergo.protocol.envoy.config.core.v3.HeaderValueOption;
import io.opensergo.protocol.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.opensergo.protocol.envoy.config.core.v3.RuntimeFractionalPercent;
import io.opensergo.protocol.envoy.config.core.v3.TypedExtensionConfig;
import io.opensergo.protocol.envoy.config.route.v3.ClusterSpecifierPlugin;
import io.opensergo.protocol.envoy.config.route.v3.DirectResponseAction;
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
import io.opensergo.protocol.router.v1.ClusterFallbackConfig_ClusterConfig;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a route does with a request.
 */
final class PolicyEncoder {

	static final String FALLBACK_PLUGIN = "envoy.router.cluster_specifier_plugin.cluster_fallback";

	static final String FAULT_FILTER = "envoy.filters.http.fault";

	static final String CORS_FILTER = "envoy.filters.http.cors";

	/**
	 * The retry priority by which Istio writes {@code retryRemoteLocalities}.
	 */
	static final String PREVIOUS_PRIORITIES = "envoy.retry_priorities.previous_priorities";

	static final String RETRIABLE_STATUS_CODES = "retriable-status-codes";

	private final String namespace;

	PolicyEncoder(String namespace) {
		this.namespace = namespace;
	}

	void action(RouteConfiguration.RouteAction action, Route.Builder route, RouteExtension extension) {
		if (action instanceof RouteConfiguration.RouteAction.Forward forward) {
			RouteAction.Builder builder = forwarding(forward.policies());
			destinations(forward.destinations(), builder, extension);
			route.setRoute(builder);
			routePolicies(forward.policies(), route);
		}
		else if (action instanceof RouteConfiguration.RouteAction.ForwardByHeader forward) {
			route.setRoute(forwarding(forward.policies()).setClusterHeader(forward.header()));
			routePolicies(forward.policies(), route);
		}
		else if (action instanceof RouteConfiguration.RouteAction.RedirectTo redirect) {
			route.setRedirect(redirect(redirect.redirect(), extension));
			routePolicies(redirect.policies(), route);
		}
		else if (action instanceof RouteConfiguration.RouteAction.Respond respond) {
			route.setDirectResponse(directResponse(respond.response()));
			routePolicies(respond.policies(), route);
		}
	}

	private void destinations(List<WeightedDestination> destinations, RouteAction.Builder action,
			RouteExtension extension) {
		if (destinations.size() == 1) {
			singleDestination(destinations.get(0), action, extension);
			return;
		}
		WeightedCluster.Builder clusters = WeightedCluster.newBuilder();
		destinations.forEach((destination) -> clusters.addClusters(clusterWeight(destination, destination.weight())));
		action.setWeightedClusters(clusters);
	}

	/**
	 * The plain form where it suffices, because it is what published clients know. Header
	 * operations need the weighted form, where Envoy demands a weight.
	 */
	private void singleDestination(WeightedDestination single, RouteAction.Builder action, RouteExtension extension) {
		if (!single.headers().equals(HeaderOperations.NONE)) {
			int weight = (single.weight() > 0) ? single.weight() : 1;
			action.setWeightedClusters(WeightedCluster.newBuilder().addClusters(clusterWeight(single, weight)));
		}
		else if (single.destination().fallback() != null) {
			action.setInlineClusterSpecifierPlugin(ClusterSpecifierPlugin.newBuilder()
				.setExtension(TypedExtensionConfig.newBuilder()
					.setName(FALLBACK_PLUGIN)
					.setTypedConfig(fallback(single.destination()))));
		}
		else {
			action.setCluster(cluster(single.destination()));
		}
		boolean told = action.hasWeightedClusters() ? single.weight() > 0 : single.weight() == 0;
		if (!told) {
			extension.number(RouteExtension.WEIGHT, single.weight());
		}
	}

	private ClusterWeight clusterWeight(WeightedDestination destination, int weight) {
		ClusterWeight.Builder builder = ClusterWeight.newBuilder()
			.setName(cluster(destination.destination()))
			.setWeight(UInt32Value.of(weight))
			.addAllRequestHeadersToRemove(destination.headers().request().remove())
			.addAllResponseHeadersToRemove(destination.headers().response().remove());
		destination.headers().request().values().forEach((value) -> builder.addRequestHeadersToAdd(header(value)));
		destination.headers().response().values().forEach((value) -> builder.addResponseHeadersToAdd(header(value)));
		if (destination.destination().fallback() != null) {
			builder.putTypedPerFilterConfig(FALLBACK_PLUGIN, fallback(destination.destination()));
		}
		return builder.build();
	}

	private Any fallback(Destination destination) {
		ClusterFallbackConfig_ClusterConfig.Builder config = ClusterFallbackConfig_ClusterConfig.newBuilder()
			.setRoutingCluster(cluster(destination));
		Destination fallback = destination.fallback();
		for (boolean first = true; fallback != null; fallback = fallback.fallback(), first = false) {
			if (first) {
				config.setFallbackCluster(cluster(fallback));
			}
			else {
				config.addFurtherFallbackClusters(cluster(fallback));
			}
		}
		return Any.pack(config.build());
	}

	private String cluster(Destination destination) {
		return ClusterNames.format(destination, this.namespace);
	}

	/**
	 * A forwarding action without its cluster. Envoy takes an unset timeout for 15
	 * seconds, so that no limit is written as 0, as Istio does.
	 */
	private RouteAction.Builder forwarding(HttpPolicies policies) {
		RouteAction.Builder builder = RouteAction.newBuilder();
		builder
			.setTimeout(Durations.encode((policies.timeout() != null) ? policies.timeout() : java.time.Duration.ZERO));
		if (policies.rewrite() != null) {
			rewrite(policies.rewrite(), builder);
		}
		if (policies.retries() != null) {
			builder.setRetryPolicy(retryPolicy(policies.retries()));
		}
		policies.mirrors().forEach((mirror) -> builder.addRequestMirrorPolicies(mirror(mirror)));
		return builder;
	}

	private static void rewrite(Rewrite rewrite, RouteAction.Builder builder) {
		if (rewrite.uri() != null) {
			builder.setPrefixRewrite(rewrite.uri());
		}
		if (rewrite.uriRegex() != null) {
			builder.setRegexRewrite(regexRewrite(rewrite.uriRegex()));
		}
		if (rewrite.authority() != null) {
			builder.setHostRewriteLiteral(rewrite.authority());
		}
	}

	private static RegexMatchAndSubstitute regexRewrite(RegexRewrite rewrite) {
		return RegexMatchAndSubstitute.newBuilder()
			.setPattern(MatchEncoder.regex(rewrite.match()))
			.setSubstitution(rewrite.rewrite())
			.build();
	}

	private static RetryPolicy retryPolicy(Retries retries) {
		RetryPolicy.Builder builder = RetryPolicy.newBuilder().setNumRetries(UInt32Value.of(retries.attempts()));
		if (retries.perTryTimeout() != null) {
			builder.setPerTryTimeout(Durations.encode(retries.perTryTimeout()));
		}
		if (retries.retryOn() != null) {
			retryOn(retries.retryOn(), builder);
		}
		if (retries.backoff() != null) {
			builder.setRetryBackOff(
					RetryPolicy.RetryBackOff.newBuilder().setBaseInterval(Durations.encode(retries.backoff())));
		}
		if (retries.retryRemoteLocalities()) {
			builder.setRetryPriority(RetryPolicy.RetryPriority.newBuilder().setName(PREVIOUS_PRIORITIES));
		}
		return builder.build();
	}

	/**
	 * Envoy wants numbers apart from words.
	 */
	private static void retryOn(String retryOn, RetryPolicy.Builder builder) {
		List<String> words = new ArrayList<>();
		for (String condition : retryOn.split(",")) {
			Integer code = statusCode(condition);
			if (code != null) {
				builder.addRetriableStatusCodes(code);
			}
			else {
				words.add(condition);
			}
		}
		if (builder.getRetriableStatusCodesCount() > 0 && !words.contains(RETRIABLE_STATUS_CODES)) {
			words.add(RETRIABLE_STATUS_CODES);
		}
		builder.setRetryOn(RouteConfigurationEncoder.joined(words));
	}

	private static @Nullable Integer statusCode(String condition) {
		boolean number = condition.length() == 3 && condition.chars().allMatch((c) -> c >= '0' && c <= '9');
		return number ? Integer.valueOf(condition) : null;
	}

	private RequestMirrorPolicy mirror(Mirror mirror) {
		return RequestMirrorPolicy.newBuilder()
			.setCluster(cluster(mirror.destination()))
			.setRuntimeFraction(
					RuntimeFractionalPercent.newBuilder().setDefaultValue(Fractions.percent(mirror.percentage())))
			.setDisableShadowHostSuffixAppend(true)
			.build();
	}

	private static RedirectAction redirect(Redirect redirect, RouteExtension extension) {
		RedirectAction.Builder builder = RedirectAction.newBuilder().setStripQuery(redirect.stripQuery());
		if (redirect.uri() != null) {
			builder.setPathRedirect(redirect.uri());
		}
		else if (redirect.prefixRewrite() != null) {
			builder.setPrefixRewrite(redirect.prefixRewrite());
		}
		else if (redirect.uriRegex() != null) {
			builder.setRegexRewrite(regexRewrite(redirect.uriRegex()));
		}
		if (redirect.authority() != null) {
			builder.setHostRedirect(redirect.authority());
		}
		if (redirect.scheme() != null) {
			builder.setSchemeRedirect(redirect.scheme());
		}
		if (redirect.port() != null) {
			builder.setPortRedirect(redirect.port());
		}
		if (redirect.derivePort() != null) {
			extension.text(RouteExtension.DERIVE_PORT, redirect.derivePort());
		}
		RedirectAction.RedirectResponseCode code = RedirectCodes.encode(redirect.code());
		if (code == null) {
			extension.number(RouteExtension.REDIRECT_CODE, redirect.code());
		}
		else {
			builder.setResponseCode(code);
		}
		return builder.build();
	}

	private static DirectResponseAction directResponse(DirectResponse response) {
		DirectResponseAction.Builder builder = DirectResponseAction.newBuilder().setStatus(response.status());
		if (response.body() != null) {
			builder.setBody(DataSource.newBuilder().setInlineString(response.body()));
		}
		else if (response.bytes() != null) {
			ByteString bytes = ByteString.copyFrom(Base64.getDecoder().decode(response.bytes()));
			builder.setBody(DataSource.newBuilder().setInlineBytes(bytes));
		}
		return builder.build();
	}

	private static void routePolicies(HttpPolicies policies, Route.Builder route) {
		HeaderOperations headers = policies.headers();
		route.addAllRequestHeadersToRemove(headers.request().remove())
			.addAllResponseHeadersToRemove(headers.response().remove());
		headers.request().values().forEach((value) -> route.addRequestHeadersToAdd(header(value)));
		headers.response().values().forEach((value) -> route.addResponseHeadersToAdd(header(value)));
		if (policies.fault() != null) {
			route.putTypedPerFilterConfig(FAULT_FILTER, Any.pack(fault(policies.fault())));
		}
		if (policies.cors() != null) {
			route.putTypedPerFilterConfig(CORS_FILTER, Any.pack(cors(policies.cors())));
		}
	}

	private static HeaderValueOption header(HeaderValue value) {
		return HeaderValueOption.newBuilder()
			.setHeader(io.opensergo.protocol.envoy.config.core.v3.HeaderValue.newBuilder()
				.setKey(value.name())
				.setValue(value.value()))
			.setAppendAction(HeaderAppendAction.valueOf(value.action().name()))
			.build();
	}

	private static HTTPFault fault(Fault fault) {
		HTTPFault.Builder builder = HTTPFault.newBuilder();
		if (fault.delay() != null) {
			builder.setDelay(delay(fault.delay()));
		}
		if (fault.abort() != null) {
			builder.setAbort(abort(fault.abort()));
		}
		return builder.build();
	}

	private static FaultDelay delay(Delay delay) {
		return FaultDelay.newBuilder()
			.setFixedDelay(Durations.encode(delay.fixedDelay()))
			.setPercentage(Fractions.percent(delay.percentage()))
			.build();
	}

	private static FaultAbort abort(Abort abort) {
		FaultAbort.Builder builder = FaultAbort.newBuilder().setPercentage(Fractions.percent(abort.percentage()));
		if (abort.httpStatus() != null) {
			builder.setHttpStatus(abort.httpStatus());
		}
		else if (abort.grpcStatus() != null) {
			builder.setGrpcStatus(io.grpc.Status.Code.valueOf(abort.grpcStatus()).value());
		}
		return builder.build();
	}

	private static io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy cors(CorsPolicy cors) {
		io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy.Builder builder = io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsPolicy
			.newBuilder()
			.setAllowMethods(RouteConfigurationEncoder.joined(cors.allowMethods()))
			.setAllowHeaders(RouteConfigurationEncoder.joined(cors.allowHeaders()))
			.setExposeHeaders(RouteConfigurationEncoder.joined(cors.exposeHeaders()));
		cors.allowOrigins().forEach((origin) -> builder.addAllowOriginStringMatch(MatchEncoder.string(origin)));
		if (cors.maxAge() != null) {
			builder.setMaxAge(String.valueOf(cors.maxAge().toSeconds()));
		}
		if (cors.allowCredentials() != null) {
			builder.setAllowCredentials(BoolValue.of(cors.allowCredentials()));
		}
		if (cors.unmatchedPreflights() != null) {
			builder.setForwardNotMatchingPreflights(
					BoolValue.of(!PolicyDecoder.IGNORE_PREFLIGHTS.equals(cors.unmatchedPreflights())));
		}
		return builder.build();
	}

}
