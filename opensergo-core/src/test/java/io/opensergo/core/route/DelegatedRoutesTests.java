package io.opensergo.core.route;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.HttpPolicies.Delegate;
import io.opensergo.core.rule.HttpPolicies.Rewrite;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.opensergo.core.route.TestRouters.header;
import static io.opensergo.core.route.TestRouters.route;
import static io.opensergo.core.route.TestRouters.router;
import static io.opensergo.core.route.TestRouters.to;
import static io.opensergo.core.route.TestRouters.uri;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DelegatedRoutes}.
 */
class DelegatedRoutesTests {

	@Test
	void resolvePutsTheRoutesOfTheDelegateInPlace() {
		TrafficRouter root = router("stock", route("first", List.of(header("a", "1")), to("stock", "v1", 0)),
				delegating("rest", List.of(uri(StringMatch.prefix("/api"), false))),
				route(null, List.of(), to("stock", "v3", 0)));
		TrafficRouter delegate = delegate("rest",
				route("b", List.of(uri(StringMatch.exact("/api/b"), false)), to("stock", "v2", 0)),
				route(null, List.of(), to("stock", "v4", 0)));
		DelegatedRoutes.Resolved resolved = DelegatedRoutes.resolve(List.of(root, delegate));
		assertThat(resolved.warnings()).isEmpty();
		assertThat(resolved.routers()).hasSize(1);
		assertThat(decide("/api/b", root, delegate)).isEqualTo("to-rest-b");
		assertThat(decide("/api/c", root, delegate)).isEqualTo("to-rest-1");
		assertThat(decide("/other", root, delegate)).isEqualTo("2");
	}

	@Test
	void resolveLeavesRoutersWithoutDelegateAlone() {
		TrafficRouter router = router("stock", route(null, List.of(), to("stock", "v1", 0)));
		assertThat(DelegatedRoutes.resolve(List.of(router)).routers().get(0)).isSameAs(router);
	}

	@ParameterizedTest
	@CsvSource({ "prefix, /a, prefix, /a/b, true", "prefix, /a, exact, /ab, true", "prefix, /a, prefix, /b, false",
			"prefix, /a/b, prefix, /a, false", "exact, /a, prefix, /a, false", "exact, /a, exact, /a, true",
			"regex, /a.*, regex, /a.*, true", "regex, /a.*, regex, /ab, false", "regex, /a.*, exact, /ab, false",
			"prefix, /a, regex, /a.*, false" })
	void resolveMergesOnlyWhatAsksForAPart(String outerForm, String outer, String innerForm, String inner,
			boolean merged) {
		TrafficRouter root = router("stock", delegating("rest", List.of(uri(match(outerForm, outer), false))));
		TrafficRouter delegate = delegate("rest",
				route("own", List.of(uri(match(innerForm, inner), false)), to("stock", "v2", 0)));
		DelegatedRoutes.Resolved resolved = DelegatedRoutes.resolve(List.of(root, delegate));
		assertThat(resolved.routers().get(0).http()).hasSize(merged ? 1 : 0);
		if (merged) {
			assertThat(resolved.routers().get(0).http().get(0).match().get(0).uri()).isEqualTo(match(innerForm, inner));
		}
		else {
			assertWarned(resolved, "spec.http[0].delegate", "'own'", "default/rest");
		}
	}

	@Test
	void resolveAsksForTheConditionsOfBoth() {
		HttpMatch outer = new HttpMatch("o", StringMatch.prefix("/a"), true, null, StringMatch.exact("GET"), null,
				Map.of("x", StringMatch.present()), Map.of("w", StringMatch.exact("1")), Map.of(), 80,
				new CallerCondition(Map.of("app", "order"), null, List.of()), null);
		HttpMatch inner = new HttpMatch("i", null, false, StringMatch.exact("http"), null, null,
				Map.of("x", StringMatch.exact("1"), "y", StringMatch.exact("2")), Map.of(),
				Map.of("q", StringMatch.exact("3")), null, new CallerCondition(Map.of("zone", "a"), "shop", List.of()),
				null);
		TrafficRouter root = router("stock", delegating("rest", List.of(outer)));
		TrafficRouter delegate = delegate("rest", route("own", List.of(inner), to("stock", "v2", 0)));
		assertThat(DelegatedRoutes.resolve(List.of(root, delegate)).routers().get(0).http().get(0).match())
			.containsExactly(new HttpMatch("o-i", StringMatch.prefix("/a"), true, StringMatch.exact("http"),
					StringMatch.exact("GET"), null, Map.of("x", StringMatch.exact("1"), "y", StringMatch.exact("2")),
					Map.of("w", StringMatch.exact("1")), Map.of("q", StringMatch.exact("3")), 80,
					new CallerCondition(Map.of("app", "order", "zone", "a"), "shop", List.of()), null));
	}

	@Test
	void resolveTakesPoliciesOfTheRootWhereTheDelegateSetsNone() {
		HttpPolicies ofRoot = new HttpPolicies(new Rewrite("/r", null, null), Duration.ofSeconds(1), null, null,
				List.of(), null, HeaderOperations.NONE);
		HttpPolicies ofDelegate = new HttpPolicies(null, Duration.ofSeconds(2), null, null, List.of(), null,
				HeaderOperations.NONE);
		TrafficRouter root = router("stock",
				new HttpRoute("to-rest", List.of(), List.of(), null, null, new Delegate("rest", null), ofRoot));
		TrafficRouter delegate = delegate("rest",
				new HttpRoute("own", List.of(), List.of(to("stock", "v2", 0)), null, null, null, ofDelegate));
		HttpPolicies merged = DelegatedRoutes.resolve(List.of(root, delegate))
			.routers()
			.get(0)
			.http()
			.get(0)
			.policies();
		assertThat(merged.rewrite()).isEqualTo(new Rewrite("/r", null, null));
		assertThat(merged.timeout()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void resolveWhenTheDelegateIsInAnotherNamespaceItsShortNamesAreOfThere() {
		TrafficRouter root = router("stock", new HttpRoute("to-rest", List.of(), List.of(), null, null,
				new Delegate("rest", "shop"), HttpPolicies.NONE));
		TrafficRouter delegate = new TrafficRouter(RuleMetadata.of("shop", "rest"), List.of(), List.of(), List.of(),
				List.of(route("own", List.of(), to("stock", "v2", 0))));
		assertThat(DelegatedRoutes.resolve(List.of(root, delegate))
			.routers()
			.get(0)
			.http()
			.get(0)
			.route()
			.get(0)
			.destination()
			.host()).isEqualTo("stock.shop.svc.cluster.local");
	}

	@Test
	void resolveWhenTheDelegateIsMissingLeavesTheRouteOut() {
		TrafficRouter root = router("stock", delegating("gone", List.of()),
				route("rest", List.of(), to("stock", "v1", 0)));
		assertWarned(DelegatedRoutes.resolve(List.of(root)), "spec.http[0].delegate", "default/gone", "not known");
		assertThat(decide("/", root)).isEqualTo("rest");
	}

	@Test
	void resolveWhenTheDelegateHasHostsOrIsHiddenLeavesTheRouteOut() {
		TrafficRouter root = router("stock", delegating("order-router", List.of()));
		TrafficRouter other = router("order", route(null, List.of(), to("order", "v1", 0)));
		assertWarned(DelegatedRoutes.resolve(List.of(root, other)), "spec.http[0].delegate", "has hosts of its own");
		TrafficRouter hidden = new TrafficRouter(RuleMetadata.of("default", "order-router"), List.of(), List.of(),
				List.of("shop"), List.of(route(null, List.of(), to("stock", "v1", 0))));
		assertWarned(DelegatedRoutes.resolve(List.of(root, hidden)), "spec.http[0].delegate", "is not exported");
	}

	@Test
	void resolveWhenTheDelegateDelegatesLeavesThatRouteOut() {
		TrafficRouter root = router("stock", delegating("rest", List.of()));
		TrafficRouter delegate = delegate("rest", delegating("more", List.of()));
		assertWarned(DelegatedRoutes.resolve(List.of(root, delegate)), "spec.http[0].delegate", "delegates itself");
	}

	@Test
	void resolveWhenNobodyDelegatesToARouterWithoutHostsSaysSo() {
		TrafficRouter forgotten = delegate("rest", route(null, List.of(), to("stock", "v1", 0)));
		assertWarned(DelegatedRoutes.resolve(List.of(forgotten)), "spec.hosts", "does nothing");
	}

	private static void assertWarned(DelegatedRoutes.Resolved resolved, String path, String... reason) {
		assertThat(resolved.warnings()).singleElement().satisfies((warning) -> {
			assertThat(warning.severity()).isEqualTo(Rejection.Severity.WARNING);
			assertThat(warning.path()).isEqualTo(path);
			assertThat(warning.reason()).contains(reason);
		});
	}

	private static @Nullable String decide(String path, TrafficRouter... routers) {
		return ServiceRoutes.compile(List.of(routers), List.of(), Caller.of("order", "default", Map.of()))
			.tableFor("stock")
			.decide(TestRequest.get(path), new FixedRandom(0))
			.route();
	}

	private static StringMatch match(String form, String value) {
		return switch (form) {
			case "exact" -> StringMatch.exact(value);
			case "prefix" -> StringMatch.prefix(value);
			default -> StringMatch.regex(value);
		};
	}

	private static HttpRoute delegating(String delegate, List<HttpMatch> match) {
		return new HttpRoute("to-rest", match, List.of(), null, null, new Delegate(delegate, null), HttpPolicies.NONE);
	}

	private static TrafficRouter delegate(String name, HttpRoute... http) {
		return new TrafficRouter(RuleMetadata.of("default", name), List.of(), List.of(), List.of(),
				Arrays.asList(http));
	}

}
