package io.opensergo.core.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.RouteConfiguration.Fraction;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.RouteAction;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.StringMatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteIndex}: it finds what a plain scan finds.
 */
class RouteIndexTests {

	private static final RuleId RULE = new RuleId(RuleKind.TRAFFIC_ROUTER, "default", "r");

	private final SplittableRandom random = new SplittableRandom(20261123);

	@Test
	void firstIsWhatAScanFinds() {
		int found = 0;
		for (int table = 0; table < 300; table++) {
			List<CompiledRoute> routes = routes(this.random.nextInt(1, 40));
			RouteIndex index = RouteIndex.of(routes);
			for (int i = 0; i < 100; i++) {
				TestRequest request = request();
				double draw = this.random.nextDouble();
				CompiledRoute expected = scan(routes, request, draw);
				assertThat(index.first(request, draw)).isSameAs(expected);
				found += (expected != null) ? 1 : 0;
			}
		}
		assertThat(found).isBetween(5_000, 29_000);
	}

	private static @Nullable CompiledRoute scan(List<CompiledRoute> routes, RouteRequest request, double draw) {
		return routes.stream().filter((route) -> route.matches(request, draw)).findFirst().orElse(null);
	}

	private List<CompiledRoute> routes(int count) {
		List<CompiledRoute> routes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			RouteAction action = new RouteAction.Forward(List.of(TestRouters.to("stock", "s" + i, 1)),
					HttpPolicies.NONE);
			routes
				.add(CompiledRoute.of(RULE, String.valueOf(i), new Route(null, CallerCondition.ANY, match(), action)));
		}
		return routes;
	}

	private RouteMatch match() {
		List<HeaderMatch> headers = new ArrayList<>();
		for (int i = this.random.nextInt(4); i > 0; i--) {
			headers.add(new HeaderMatch(name(), condition(), this.random.nextInt(4) == 0, this.random.nextInt(4) == 0));
		}
		PathMatch path = switch (this.random.nextInt(5)) {
			case 0 -> new PathMatch.Exact(path(), false);
			case 1 -> new PathMatch.Exact(path().toUpperCase(Locale.ROOT), true);
			case 2 -> new PathMatch.Prefix("/a", false);
			default -> null;
		};
		Fraction fraction = (this.random.nextInt(8) == 0) ? new Fraction(50, 100) : null;
		return new RouteMatch(path, headers, List.of(), fraction, null, false);
	}

	private HeaderCondition condition() {
		return switch (this.random.nextInt(6)) {
			case 0 -> new HeaderCondition.Presence(true);
			case 1 -> HeaderCondition.of(StringMatch.prefix("v"));
			case 2 -> HeaderCondition.of(new StringMatch.Exact(value().toUpperCase(Locale.ROOT), true));
			default -> HeaderCondition.of(StringMatch.exact(value()));
		};
	}

	private TestRequest request() {
		TestRequest request = TestRequest.get(path() + "?x=1").method(this.random.nextBoolean() ? "GET" : "POST");
		for (int i = this.random.nextInt(5); i > 0; i--) {
			request = request.with(name(), value());
		}
		return request;
	}

	private String name() {
		return List.of("h1", "h2", "h3", "h4", "h5", "h6", ":method").get(this.random.nextInt(7));
	}

	private String value() {
		return List.of("v1", "v2", "", "GET").get(this.random.nextInt(4));
	}

	private String path() {
		return List.of("/a", "/b", "/a/b").get(this.random.nextInt(3));
	}

}
