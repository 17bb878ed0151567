package io.opensergo.core.route;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter;
import org.junit.jupiter.api.Test;

import static io.opensergo.core.route.TestRouters.header;
import static io.opensergo.core.route.TestRouters.port;
import static io.opensergo.core.route.TestRouters.route;
import static io.opensergo.core.route.TestRouters.router;
import static io.opensergo.core.route.TestRouters.to;
import static io.opensergo.core.route.TestRouters.uri;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteTrace}: why earlier routes did not match.
 */
class RouteTraceTests {

	@Test
	void traceNamesTheFirstConditionThatDoesNotHold() {
		TrafficRouter router = router("stock", route("by-header", List.of(header("x-user", "1")), to("stock", "a", 0)),
				route("by-path", List.of(uri(StringMatch.exact("/b"), false)), to("stock", "b", 0)),
				route("by-port", List.of(port(8080)), to("stock", "c", 0)),
				route("rest", List.of(), to("stock", "d", 0)), route("never", List.of(), to("stock", "e", 0)));
		List<RouteTrace> traces = ServiceRoutes
			.compile(List.of((Rule) router), List.of(), Caller.of("order", "default", Map.of()))
			.tableFor("stock")
			.trace(TestRequest.get("/a?x=1").with("x-user", "2"), new FixedRandom(0));
		assertThat(traces).containsExactly(new RouteTrace("by-header", "header 'x-user' is '2', asked for exact '1'"),
				new RouteTrace("by-path", "path '/a' is not exact '/b'"),
				new RouteTrace("by-port", "port 80 is not 8080"), new RouteTrace("rest", null));
	}

}
