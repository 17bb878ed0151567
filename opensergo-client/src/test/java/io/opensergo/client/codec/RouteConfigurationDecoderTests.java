package io.opensergo.client.codec;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.StringValue;
import com.google.protobuf.UInt32Value;
import io.opensergo.core.match.RegexSyntax;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.RouteAction.Forward;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.WeightedDestination;
import io.opensergo.core.source.RuleSet;
import io.opensergo.protocol.envoy.config.core.v3.RuntimeFractionalPercent;
import io.opensergo.protocol.envoy.config.core.v3.TypedExtensionConfig;
import io.opensergo.protocol.envoy.config.route.v3.ClusterSpecifierPlugin;
import io.opensergo.protocol.envoy.config.route.v3.HeaderMatcher;
import io.opensergo.protocol.envoy.config.route.v3.QueryParameterMatcher;
import io.opensergo.protocol.envoy.config.route.v3.RedirectAction;
import io.opensergo.protocol.envoy.config.route.v3.Route;
import io.opensergo.protocol.envoy.config.route.v3.RouteAction;
import io.opensergo.protocol.envoy.config.route.v3.RouteMatch;
import io.opensergo.protocol.envoy.config.route.v3.VirtualHost;
import io.opensergo.protocol.envoy.config.route.v3.WeightedCluster;
import io.opensergo.protocol.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.opensergo.protocol.envoy.type.matcher.v3.MetadataMatcher;
import io.opensergo.protocol.envoy.type.matcher.v3.RegexMatcher;
import io.opensergo.protocol.envoy.type.matcher.v3.StringMatcher;
import io.opensergo.protocol.envoy.type.v3.Int64Range;
import io.opensergo.protocol.router.v1.ClusterFallbackConfig_ClusterConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteConfigurationDecoder}: what arrives from others.
 */
class RouteConfigurationDecoderTests {

	private static final String CLUSTER = "outbound||v2|stock.default.svc.cluster.local";

	private static final Destination STOCK_V2 = Destination.of("stock.default.svc.cluster.local", "v2");

	@ParameterizedTest
	@MethodSource("headerForms")
	void decodeReadsEachFormOfHeaderMatcher(HeaderMatcher.Builder form, HeaderCondition expected) {
		RouteMatch match = RouteMatch.newBuilder().setPrefix("/").addHeaders(form.setName("x-h")).build();
		assertThat(onlyRoute(DecodeProfile.STRICT, forward(match)).match().headers()).singleElement()
			.satisfies((header) -> {
				assertThat(header.name()).isEqualTo("x-h");
				assertThat(header.condition()).isEqualTo(expected);
			});
	}

	@SuppressWarnings("deprecation")
	static Stream<Arguments> headerForms() {
		return Stream.of(arguments((header) -> header.setExactMatch("a"), value(StringMatch.exact("a"))),
				arguments((header) -> header.setExactMatch(""), new HeaderCondition.Presence(true)),
				arguments((header) -> header.setPrefixMatch("a"), value(StringMatch.prefix("a"))),
				arguments((header) -> header.setSuffixMatch("a"), value(new StringMatch.Suffix("a", false))),
				arguments((header) -> header.setContainsMatch("a"), value(new StringMatch.Contains("a", false))),
				arguments((header) -> header.setSafeRegexMatch(RegexMatcher.newBuilder().setRegex("a+")),
						value(StringMatch.regex("a+"))),
				arguments((header) -> header.setRangeMatch(Int64Range.newBuilder().setStart(1).setEnd(9)),
						new HeaderCondition.Range(1, 9)),
				arguments((header) -> header.setPresentMatch(true), new HeaderCondition.Presence(true)),
				arguments((header) -> header.setPresentMatch(false), new HeaderCondition.Presence(false)),
				arguments((header) -> {
				}, new HeaderCondition.Presence(true)),
				arguments((header) -> header.setStringMatch(StringMatcher.newBuilder().setExact("")),
						value(StringMatch.exact(""))),
				arguments(
						(header) -> header.setStringMatch(StringMatcher.newBuilder().setExact("A").setIgnoreCase(true)),
						value(new StringMatch.Exact("A", true))));
	}

	private static Arguments arguments(Consumer<HeaderMatcher.Builder> form, HeaderCondition expected) {
		HeaderMatcher.Builder builder = HeaderMatcher.newBuilder();
		form.accept(builder);
		return Arguments.of(builder, expected);
	}

	private static HeaderCondition value(StringMatch match) {
		return new HeaderCondition.Value(match);
	}

	@Test
	void decodeReadsInvertAndMissingAsEmpty() {
		RouteMatch match = RouteMatch.newBuilder()
			.setPrefix("/")
			.addHeaders(HeaderMatcher.newBuilder()
				.setName("x-h")
				.setStringMatch(StringMatcher.newBuilder().setExact("a"))
				.setInvertMatch(true)
				.setTreatMissingHeaderAsEmpty(true))
			.build();
		assertThat(onlyRoute(DecodeProfile.STRICT, forward(match)).match().headers()).singleElement()
			.satisfies((header) -> {
				assertThat(header.invert()).isTrue();
				assertThat(header.treatMissingAsEmpty()).isTrue();
			});
	}

	@Test
	void decodeTakesUnsetCaseSensitivityForSensitive() {
		assertThat(
				onlyRoute(DecodeProfile.STRICT, forward(RouteMatch.newBuilder().setPath("/a").build())).match().path())
			.isEqualTo(new PathMatch.Exact("/a", false));
		RouteMatch insensitive = RouteMatch.newBuilder().setPath("/a").setCaseSensitive(BoolValue.of(false)).build();
		assertThat(onlyRoute(DecodeProfile.STRICT, forward(insensitive)).match().path())
			.isEqualTo(new PathMatch.Exact("/a", true));
	}

	@Test
	void decodeWhenPathIsUnsetDependsOnProfile() {
		Route route = forward(RouteMatch.getDefaultInstance());
		assertThat(onlyRoute(DecodeProfile.LENIENT, route).match()).isEqualTo(RouteConfiguration.RouteMatch.ANY);
		assertRejected(route, "route 'r' of virtual host 'stock': the route has no path condition");
	}

	@Test
	void decodeWhenQueryMatcherIsNamelessDependsOnProfile() {
		Route route = forward(RouteMatch.newBuilder()
			.setPrefix("/")
			.addQueryParameters(
					QueryParameterMatcher.newBuilder().setStringMatch(StringMatcher.newBuilder().setExact("1")))
			.build());
		assertLeftOut(DecodeProfile.LENIENT, route, "the query parameter condition has no name");
		assertRejected(route, "the query parameter condition has no name");
	}

	@Test
	void decodeWhenWeightedClusterIsEmptyDependsOnProfile() {
		Route route = route(RouteAction.newBuilder().setWeightedClusters(WeightedCluster.getDefaultInstance()));
		assertLeftOut(DecodeProfile.LENIENT, route, "the route has no destination");
		assertRejected(route, "the route has no destination");
	}

	@Test
	void decodeWhenAllWeightsAreZeroDependsOnProfile() {
		Route route = route(RouteAction.newBuilder()
			.setWeightedClusters(WeightedCluster.newBuilder()
				.addClusters(ClusterWeight.newBuilder().setName("a"))
				.addClusters(ClusterWeight.newBuilder().setName("b").setWeight(UInt32Value.of(0)))));
		RuleSet decoded = decode(DecodeProfile.LENIENT, route);
		assertThat(((Forward) onlyRoute(decoded).action()).destinations()).containsExactly(
				WeightedDestination.of(Destination.of("a"), 1), WeightedDestination.of(Destination.of("b"), 1));
		assertThat(decoded.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.reason()).contains("equal shares");
		});
		assertRejected(route, "the sum of all weights is 0");
	}

	@Test
	void decodeTakesUnsetWeightForZero() {
		Route route = route(RouteAction.newBuilder()
			.setWeightedClusters(WeightedCluster.newBuilder()
				.addClusters(ClusterWeight.newBuilder().setName("a"))
				.addClusters(ClusterWeight.newBuilder().setName("b").setWeight(UInt32Value.of(3)))));
		assertThat(((Forward) onlyRoute(DecodeProfile.STRICT, route).action()).destinations()).containsExactly(
				WeightedDestination.of(Destination.of("a"), 0), WeightedDestination.of(Destination.of("b"), 3));
	}

	@Test
	void decodeLeavesTheOtherRoutesWhenOneIsUnusable() {
		Route nameless = forward(RouteMatch.newBuilder()
			.addQueryParameters(QueryParameterMatcher.newBuilder().setPresentMatch(true))
			.build());
		Route good = forward(RouteMatch.newBuilder().setPath("/a").build());
		RuleSet decoded = decode(DecodeProfile.LENIENT, nameless, good);
		assertThat(onlyRoute(decoded).match().path()).isEqualTo(new PathMatch.Exact("/a", false));
	}

	@Test
	void decodeReadsFallbackOfThePublishedControlPlane() {
		Route route = route(RouteAction.newBuilder()
			.setInlineClusterSpecifierPlugin(plugin(PolicyEncoder.FALLBACK_PLUGIN,
					Any.pack(ClusterFallbackConfig_ClusterConfig.newBuilder()
						.setRoutingCluster(CLUSTER)
						.setFallbackCluster("outbound||v1|stock.default.svc.cluster.local")
						.build()))));
		assertThat(((Forward) onlyRoute(DecodeProfile.LENIENT, route).action()).destinations())
			.containsExactly(WeightedDestination
				.of(STOCK_V2.withFallback(Destination.of("stock.default.svc.cluster.local", "v1")), 0));
	}

	@Test
	void decodeReadsPluginOfTheConfiguration() {
		io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.Builder configuration = configuration(
				route(RouteAction.newBuilder().setClusterSpecifierPlugin(PolicyEncoder.FALLBACK_PLUGIN)));
		configuration.addClusterSpecifierPlugins(plugin(PolicyEncoder.FALLBACK_PLUGIN,
				Any.pack(ClusterFallbackConfig_ClusterConfig.newBuilder().setRoutingCluster(CLUSTER).build())));
		RuleSet decoded = decode(DecodeProfile.STRICT, configuration);
		assertThat(((Forward) onlyRoute(decoded).action()).destinations())
			.containsExactly(WeightedDestination.of(STOCK_V2, 0));
	}

	@Test
	void decodeLeavesOutRouteWhenPluginHasNoConfiguration() {
		Route route = route(RouteAction.newBuilder()
			.setInlineClusterSpecifierPlugin(plugin(PolicyEncoder.FALLBACK_PLUGIN, Any.getDefaultInstance())));
		assertLeftOut(DecodeProfile.LENIENT, route, "the fallback configuration cannot be read");
	}

	@Test
	void decodeLeavesOutRouteWithUnknownPlugin() {
		Route route = route(
				RouteAction.newBuilder().setInlineClusterSpecifierPlugin(plugin("x", Any.getDefaultInstance())));
		assertLeftOut(DecodeProfile.STRICT, route, "the cluster specifier plugin 'x' is not supported");
	}

	@Test
	void decodeLeavesOutRouteWithUnknownCondition() {
		Route route = forward(RouteMatch.newBuilder()
			.setPrefix("/")
			.addDynamicMetadata(MetadataMatcher.newBuilder().setFilter("jwt"))
			.build());
		assertLeftOut(DecodeProfile.STRICT, route, "the condition 'dynamic_metadata' is not supported");
	}

	@Test
	void decodeTakesOtherClusterNamesForHosts() {
		Route route = route(RouteAction.newBuilder().setCluster("www"));
		assertThat(((Forward) onlyRoute(DecodeProfile.STRICT, route).action()).destinations())
			.containsExactly(WeightedDestination.of(Destination.of("www"), 0));
	}

	@Test
	void decodeReportsFieldsThatNoRecordHolds() {
		Route route = route(RouteAction.newBuilder()
			.setCluster(CLUSTER)
			.setIdleTimeout(Duration.newBuilder().setSeconds(1))
			.addHashPolicy(RouteAction.HashPolicy.getDefaultInstance())).toBuilder()
			.setStatPrefix("x")
			.putTypedPerFilterConfig("envoy.filters.http.lua", Any.pack(StringValue.of("x")))
			.build();
		RuleSet decoded = decode(DecodeProfile.STRICT, route);
		assertThat(onlyRoute(decoded)).isNotNull();
		assertThat(decoded.rejections()).allMatch((rejection) -> rejection.severity() == Severity.WARNING)
			.extracting(Rejection::path)
			.containsExactlyInAnyOrder("virtual_hosts[0].routes[0].route.idle_timeout",
					"virtual_hosts[0].routes[0].route.hash_policy", "virtual_hosts[0].routes[0].stat_prefix",
					"virtual_hosts[0].routes[0].typed_per_filter_config");
	}

	@Test
	void decodeBoundsTheNumberOfProblems() {
		io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.Builder configuration = io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration
			.newBuilder()
			.setName("many");
		VirtualHost.Builder host = VirtualHost.newBuilder().setName("stock").addDomains("*");
		for (int i = 0; i < 1000; i++) {
			host.addRoutes(Route.getDefaultInstance());
		}
		RuleSet decoded = decode(DecodeProfile.LENIENT, configuration.addVirtualHosts(host));
		assertThat(decoded.rejections()).hasSize(Problems.MAX_PROBLEMS + 1);
		assertThat(decoded.rejections().get(Problems.MAX_PROBLEMS).reason()).contains("900 more");
	}

	@Test
	void decodeRefusesBadRegex() {
		Route route = forward(
				RouteMatch.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex("(?=x)")).build());
		assertRejected(route, "is not RE2 syntax");
		assertLeftOut(DecodeProfile.LENIENT, route, "is not RE2 syntax");
	}

	@Test
	void decodeRefusesRegexWhoseRepetitionsMultiply() {
		Route route = forward(RouteMatch.newBuilder()
			.setSafeRegex(RegexMatcher.newBuilder().setRegex("(((a{1000}){1000}){1000}){1000}"))
			.build());
		assertRejected(route, "multiply");
		assertLeftOut(DecodeProfile.LENIENT, route, "multiply");
	}

	@Test
	void decodeRefusesLongRegex() {
		Route route = forward(RouteMatch.newBuilder()
			.setSafeRegex(RegexMatcher.newBuilder().setRegex("a".repeat(RegexSyntax.MAX_LENGTH + 1)))
			.build());
		assertRejected(route, "has 1025 characters");
	}

	@Test
	@SuppressWarnings("deprecation")
	void decodeTakesStarRegexForPresentWhenLenient() {
		Route route = forward(RouteMatch.newBuilder()
			.addHeaders(
					HeaderMatcher.newBuilder().setName("x").setSafeRegexMatch(RegexMatcher.newBuilder().setRegex("*")))
			.build());
		assertThat(onlyRoute(DecodeProfile.LENIENT, route).match().headers()).singleElement()
			.satisfies((header) -> assertThat(header.condition()).isEqualTo(new HeaderCondition.Presence(true)));
	}

	@Test
	void decodeTakesHttpsRedirectForScheme() {
		Route route = Route.newBuilder()
			.setName("r")
			.setMatch(RouteMatch.newBuilder().setPrefix("/"))
			.setRedirect(RedirectAction.newBuilder().setHttpsRedirect(true))
			.build();
		assertThat(onlyRoute(DecodeProfile.STRICT, route).action())
			.isInstanceOfSatisfying(RouteConfiguration.RouteAction.RedirectTo.class, (action) -> {
				assertThat(action.redirect().scheme()).isEqualTo("https");
				assertThat(action.redirect().code()).isEqualTo(301);
			});
	}

	@Test
	void decodeReadsMirrorWithoutFractionAsAll() {
		Route route = route(RouteAction.newBuilder()
			.setCluster(CLUSTER)
			.addRequestMirrorPolicies(RouteAction.RequestMirrorPolicy.newBuilder().setCluster("a"))
			.addRequestMirrorPolicies(RouteAction.RequestMirrorPolicy.newBuilder()
				.setCluster("b")
				.setRuntimeFraction(RuntimeFractionalPercent.getDefaultInstance())));
		assertThat(((Forward) onlyRoute(DecodeProfile.STRICT, route).action()).policies().mirrors())
			.extracting((mirror) -> mirror.percentage())
			.containsExactly(100.0, 0.0);
	}

	@Test
	void decodeTakesUnsetAndZeroTimeoutForNoLimit() {
		Route unset = route(RouteAction.newBuilder().setCluster(CLUSTER));
		Route zero = route(RouteAction.newBuilder().setCluster(CLUSTER).setTimeout(Duration.getDefaultInstance()));
		for (Route route : List.of(unset, zero)) {
			assertThat(((Forward) onlyRoute(DecodeProfile.STRICT, route).action()).policies().timeout()).isNull();
		}
	}

	@Test
	void decodeReadsTimeoutOfProxylessGrpc() {
		Route route = route(RouteAction.newBuilder()
			.setCluster(CLUSTER)
			.setMaxStreamDuration(RouteAction.MaxStreamDuration.newBuilder()
				.setMaxStreamDuration(Duration.newBuilder().setSeconds(3))));
		assertThat(((Forward) onlyRoute(DecodeProfile.STRICT, route).action()).policies().timeout())
			.isEqualTo(java.time.Duration.ofSeconds(3));
	}

	@Test
	void decodeRefusesDuplicateDomainsWhenStrict() {
		io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.Builder configuration = configuration(
				forward(RouteMatch.newBuilder().setPrefix("/").build()));
		configuration.addVirtualHosts(VirtualHost.newBuilder().setName("other").addDomains("STOCK"));
		assertThat(decode(DecodeProfile.STRICT, configuration).rules()).isEmpty();
		assertThat(decode(DecodeProfile.LENIENT, configuration).rules()).hasSize(1);
	}

	private static ClusterSpecifierPlugin plugin(String name, Any config) {
		return ClusterSpecifierPlugin.newBuilder()
			.setExtension(TypedExtensionConfig.newBuilder().setName(name).setTypedConfig(config))
			.build();
	}

	private static Route forward(RouteMatch match) {
		return Route.newBuilder()
			.setName("r")
			.setMatch(match)
			.setRoute(RouteAction.newBuilder().setCluster(CLUSTER))
			.build();
	}

	private static Route route(RouteAction.Builder action) {
		return Route.newBuilder()
			.setName("r")
			.setMatch(RouteMatch.newBuilder().setPrefix("/"))
			.setRoute(action)
			.build();
	}

	private static void assertRejected(Route route, String reason) {
		RuleSet decoded = decode(DecodeProfile.STRICT, route);
		assertThat(decoded.rules()).isEmpty();
		assertThat(decoded.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.ERROR);
			assertThat(rejection.reason()).contains("route 'r' of virtual host 'stock'").contains(reason);
		});
	}

	private static void assertLeftOut(DecodeProfile profile, Route route, String reason) {
		RuleSet decoded = decode(profile, route);
		assertThat(decoded.rules()).singleElement()
			.satisfies((rule) -> assertThat(((RouteConfiguration) rule).virtualHosts().get(0).routes()).isEmpty());
		assertThat(decoded.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.reason()).contains("route 'r' of virtual host 'stock' is left out").contains(reason);
		});
	}

	private static RouteConfiguration.Route onlyRoute(DecodeProfile profile, Route route) {
		RuleSet decoded = decode(profile, route);
		assertThat(decoded.rejections()).isEmpty();
		return onlyRoute(decoded);
	}

	private static RouteConfiguration.Route onlyRoute(RuleSet decoded) {
		assertThat(decoded.rules()).hasSize(1);
		List<RouteConfiguration.Route> routes = ((RouteConfiguration) decoded.rules().get(0)).virtualHosts()
			.get(0)
			.routes();
		assertThat(routes).hasSize(1);
		return routes.get(0);
	}

	private static RuleSet decode(DecodeProfile profile, Route... routes) {
		return decode(profile, configuration(routes));
	}

	private static RuleSet decode(DecodeProfile profile,
			io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.Builder configuration) {
		return new RuleCodec(profile).decode(RuleKind.TRAFFIC_ROUTER, "default", "test",
				List.of(Any.pack(configuration.build())));
	}

	private static io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.Builder configuration(
			Route... routes) {
		return io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.newBuilder()
			.setName("stock-routes")
			.addVirtualHosts(
					VirtualHost.newBuilder().setName("stock").addDomains("stock").addAllRoutes(List.of(routes)));
	}

}
