package io.opensergo.core.route;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.Fraction;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.RouteAction;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.RouteConfiguration.VirtualHost;
import io.opensergo.core.rule.RuleMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostRouter}: Envoy's choice of a virtual host.
 */
class HostRouterTests {

	private static final RandomGenerator ZERO = new FixedRandom(0);

	private static final Caller CALLER = Caller.of("order", "default", Map.of());

	@ParameterizedTest
	@CsvSource({ "www.foo.com, exact", "WWW.FOO.COM, exact", "x.foo.com, suffix", "a.x.foo.com, suffix",
			"a.long.foo.com, long-suffix", "foo.de, prefix", "bar.com, any", ".foo.com, any" })
	void decideTakesTheMostSpecificDomain(String authority, String expected) {
		HostRouter router = HostRouter.of(
				List.of(configuration(false, host("any", "*"), host("suffix", "*.foo.com"),
						host("long-suffix", "*.long.foo.com"), host("prefix", "foo.*"), host("exact", "www.foo.com"))),
				CALLER);
		assertThat(router.decide(TestRequest.get("/").authority(authority), ZERO).route()).isEqualTo(expected);
	}

	@Test
	void decideWhenTheVirtualHostHasNoRouteAsksNoOther() {
		VirtualHost strict = new VirtualHost("strict", List.of("stock"),
				List.of(new Route("only-b", CallerCondition.ANY,
						new RouteMatch(new PathMatch.Exact("/b", false), List.of(), List.of(), null, null, false),
						forward())));
		HostRouter router = HostRouter.of(List.of(configuration(false, strict, host("any", "*"))), CALLER);
		assertThat(router.decide(TestRequest.get("/a"), ZERO)).isInstanceOf(RouteDecision.NoRoute.class);
	}

	@Test
	void decideWhenNoVirtualHostHasTheDomainIsNoRoute() {
		HostRouter router = HostRouter.of(List.of(configuration(false, host("a", "a"))), CALLER);
		RouteDecision decision = router.decide(TestRequest.get("/"), ZERO);
		assertThat(decision).isInstanceOf(RouteDecision.NoRoute.class);
		assertThat(decision.rule()).isNull();
	}

	@Test
	void decideStripsThePortOnlyWhenTold() {
		VirtualHost host = host("stock", "stock");
		TestRequest request = TestRequest.get("/").authority("stock:8080");
		assertThat(HostRouter.of(List.of(configuration(true, host)), CALLER).decide(request, ZERO).route())
			.isEqualTo("stock");
		assertThat(HostRouter.of(List.of(configuration(false, host)), CALLER).decide(request, ZERO))
			.isInstanceOf(RouteDecision.NoRoute.class);
	}

	@Test
	void decideWhenOneOfTwoConfigurationsIgnoresThePortTheOtherDoesNot() {
		HostRouter router = HostRouter.of(List.of(configuration(false, host("strict", "a"), host("any-a", "a.*")),
				configuration(true, host("stripped", "b"), host("any", "*"))), CALLER);
		assertThat(router.decide(TestRequest.get("/").authority("b:80"), ZERO).route()).isEqualTo("stripped");
		assertThat(router.decide(TestRequest.get("/").authority("a"), ZERO).route()).isEqualTo("strict");
		assertThat(router.decide(TestRequest.get("/").authority("a:80"), ZERO).route()).isEqualTo("any");
		assertThat(router.decide(TestRequest.get("/").authority("a.b:80"), ZERO).route()).isEqualTo("any-a");
	}

	@Test
	void decideWhenHeaderNamesTheClusterReadsIt() {
		Route route = new Route("by-header", CallerCondition.ANY, RouteMatch.ANY,
				new RouteAction.ForwardByHeader("x-cluster", HttpPolicies.NONE));
		HostRouter router = HostRouter
			.of(List.of(configuration(false, new VirtualHost("any", List.of("*"), List.of(route)))), CALLER);
		RouteDecision decision = router
			.decide(TestRequest.get("/").with("x-cluster", "outbound|80|v2|stock.default.svc.cluster.local"), ZERO);
		assertThat(((RouteDecision.Forward) decision).chosen().subset()).isEqualTo("v2");
		assertThat(router.decide(TestRequest.get("/"), ZERO)).isInstanceOf(RouteDecision.NoRoute.class);
	}

	@ParameterizedTest
	@CsvSource({ "0.0, share", "0.0499, share", "0.05, rest" })
	void decideWhenRuntimeFractionIsAskedDraws(double draw, String expected) {
		RouteMatch share = new RouteMatch(null, List.of(), List.of(), new Fraction(5, 100), null, false);
		List<Route> routes = List.of(new Route("share", CallerCondition.ANY, share, forward()),
				new Route("rest", CallerCondition.ANY, RouteMatch.ANY, forward()));
		HostRouter router = HostRouter.of(List.of(configuration(false, new VirtualHost("any", List.of("*"), routes))),
				CALLER);
		assertThat(router.decide(TestRequest.get("/"), new FixedRandom(draw)).route()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "application/grpc, true", "application/grpc+proto, true", "application/grpc-web, false",
			"application/json, false" })
	void decideWhenGrpcIsAskedReadsTheContentType(String contentType, boolean expected) {
		RouteMatch grpc = new RouteMatch(null, List.of(), List.of(), null, null, true);
		Route route = new Route("grpc", CallerCondition.ANY, grpc, forward());
		HostRouter router = HostRouter
			.of(List.of(configuration(false, new VirtualHost("any", List.of("*"), List.of(route)))), CALLER);
		RouteDecision decision = router.decide(TestRequest.get("/").with("content-type", contentType), ZERO);
		assertThat(decision instanceof RouteDecision.Forward).isEqualTo(expected);
	}

	private static RouteConfiguration configuration(boolean ignorePort, VirtualHost... hosts) {
		return new RouteConfiguration(RuleMetadata.of("default", "rds"), List.of(hosts), ignorePort);
	}

	private static VirtualHost host(String name, String domain) {
		return new VirtualHost(name, List.of(domain),
				List.of(new Route(name, CallerCondition.ANY, RouteMatch.ANY, forward())));
	}

	private static RouteAction forward() {
		return new RouteAction.Forward(List.of(TestRouters.to("stock", null, 0)), HttpPolicies.NONE);
	}

}
