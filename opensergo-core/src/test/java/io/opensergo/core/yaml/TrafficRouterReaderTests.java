package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import io.opensergo.core.rule.HttpPolicies.Abort;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.HttpPolicies.CorsPolicy;
import io.opensergo.core.rule.HttpPolicies.Delay;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link TrafficRouterReader} and the readers of its parts.
 */
class TrafficRouterReaderTests {

	@Test
	void readTakesEveryPart() {
		TrafficRouter router = Documents.readOne(TrafficRouter.class,
				"""
						apiVersion: traffic.opensergo.io/v1alpha1
						kind: TrafficRouter
						metadata:
						  name: stock
						  namespace: shop
						  labels: {app: stock}
						  annotations: {note: any}
						  resourceVersion: "7"
						spec:
						  hosts: [stock, "*.stock.example.com"]
						  gateways: [mesh, edge/public]
						  exportTo: [.]
						  http:
						  - name: gray
						    match:
						    - name: one
						      uri: {prefix: /api}
						      ignoreUriCase: true
						      scheme: {exact: https}
						      method: {exact: GET}
						      authority: {prefix: stock}
						      headers: {x-user: {regex: "1.*"}, x-any: {}}
						      withoutHeaders: {x-off: {regex: "*"}}
						      queryParams: {q: {exact: ""}}
						      port: 8080
						      sourceLabels: {app: order}
						      sourceNamespace: shop
						      statPrefix: s
						    - gateways: [edge/public]
						    route:
						    - destination: {host: stock, subset: gray, port: {number: 8080}, fallback: {host: stock, subset: base, fallback: {host: other}}}
						      weight: 90
						      headers: {response: {set: {x-a: b}}}
						    - destination: {host: stock}
						    rewrite: {uriRegexRewrite: {match: "^/api/(.*)$", rewrite: '/\\1'}}
						    timeout: 1.5s
						    retries: {attempts: 3, perTryTimeout: 500ms, retryOn: "5xx,503", backoff: 25ms, retryRemoteLocalities: true, retryIgnorePreviousHosts: false}
						    fault:
						      delay: {fixedDelay: 5s, percentage: {value: 0.5}}
						      abort: {httpStatus: 503, percentage: {value: 10}}
						    mirror: {host: shadow}
						    mirrorPercentage: {value: 12.5}
						    corsPolicy:
						      allowOrigins: [{exact: "https://a.example"}]
						      allowMethods: [GET]
						      allowHeaders: [x-a]
						      exposeHeaders: [x-b]
						      maxAge: 24h
						      allowCredentials: true
						      unmatchedPreflights: IGNORE
						    headers: {request: {set: {":authority": a}, add: {x-b: "%REQ(x)%"}, remove: [x-c]}}
						  - name: away
						    match: [{uri: {prefix: /old}}]
						    redirect: {prefixRewrite: /new, redirectCode: 308, scheme: https, derivePort: FROM_REQUEST_PORT}
						  - match: [{uri: {exact: /health}}]
						    directResponse: {status: 200, body: {string: ok}}
						  - match: [{uri: {exact: /bytes}}]
						    directResponse: {status: 200, body: {bytes: b2s=}}
						  - match: [{uri: {exact: /two}}]
						    route: [{destination: {host: stock}}]
						    mirrors: [{destination: {host: a}}, {destination: {host: b}, percentage: {value: 1}}]
						  - delegate: {name: rest, namespace: shop}
						status: {any: thing}
						""");
		assertThat(router.metadata().namespace()).isEqualTo("shop");
		assertThat(router.metadata().labels()).containsOnly(Map.entry("app", "stock"));
		assertThat(router.hosts()).containsExactly("stock", "*.stock.example.com");
		assertThat(router.gateways()).containsExactly("mesh", "edge/public");
		assertThat(router.exportTo()).containsExactly(".");
		HttpRoute gray = router.http().get(0);
		assertThat(gray.name()).isEqualTo("gray");
		assertThat(gray.match()).containsExactly(
				new HttpMatch("one", StringMatch.prefix("/api"), true, StringMatch.exact("https"),
						StringMatch.exact("GET"), StringMatch.prefix("stock"),
						Map.of("x-user", StringMatch.regex("1.*"), "x-any", StringMatch.present()),
						Map.of("x-off", StringMatch.present()), Map.of("q", StringMatch.exact("")), 8080,
						new CallerCondition(Map.of("app", "order"), "shop", List.of()), "s"),
				new HttpMatch(null, null, false, null, null, null, Map.of(), Map.of(), Map.of(), null,
						new CallerCondition(Map.of(), null, List.of("edge/public")), null));
		Destination fallback = new Destination("stock", "base", null, Destination.of("other"));
		assertThat(gray.route()).containsExactly(
				new WeightedDestination(new Destination("stock", "gray", 8080, fallback), 90,
						new HeaderOperations(Changes.NONE,
								new Changes(List.of(),
										List.of(new HeaderValue("x-a", "b", Action.OVERWRITE_IF_EXISTS_OR_ADD))))),
				WeightedDestination.of(Destination.of("stock"), 0));
		assertThat(gray.policies().rewrite())
			.isEqualTo(new Rewrite(null, new RegexRewrite("^/api/(.*)$", "/\\1"), null));
		assertThat(gray.policies().timeout()).isEqualTo(Duration.ofMillis(1500));
		assertThat(gray.policies().retries())
			.isEqualTo(new Retries(3, Duration.ofMillis(500), "5xx,503", Duration.ofMillis(25), true, false));
		assertThat(gray.policies().fault())
			.isEqualTo(new Fault(new Delay(Duration.ofSeconds(5), 0.5), new Abort(503, null, 10)));
		assertThat(gray.policies().mirrors()).containsExactly(new Mirror(Destination.of("shadow"), 12.5));
		assertThat(gray.policies().cors()).isEqualTo(new CorsPolicy(List.of(StringMatch.exact("https://a.example")),
				List.of("GET"), List.of("x-a"), List.of("x-b"), Duration.ofHours(24), true, "IGNORE"));
		assertThat(gray.policies().headers().request()).isEqualTo(new Changes(List.of("x-c"),
				List.of(new HeaderValue(":authority", "a", Action.OVERWRITE_IF_EXISTS_OR_ADD),
						new HeaderValue("x-b", "%REQ(x)%", Action.APPEND_IF_EXISTS_OR_ADD))));
		assertThat(router.http().get(1).redirect())
			.isEqualTo(new Redirect(null, "/new", null, null, "https", null, "FROM_REQUEST_PORT", 308, false));
		assertThat(router.http().get(2).directResponse()).isEqualTo(new DirectResponse(200, "ok", null));
		assertThat(router.http().get(3).directResponse()).isEqualTo(new DirectResponse(200, null, "b2s="));
		assertThat(router.http().get(4).policies().mirrors()).containsExactly(new Mirror(Destination.of("a"), 100),
				new Mirror(Destination.of("b"), 1));
		assertThat(router.http().get(5).delegate()).isEqualTo(new Delegate("rest", "shop"));
	}

	@Test
	void readTakesRouterWithoutHostsAsDelegate() {
		TrafficRouter router = Documents.readOne(TrafficRouter.class,
				Documents.of("TrafficRouter", "{http: [{route: [{destination: {host: a}}]}]}"));
		assertThat(router.hosts()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("rejectedSpecs")
	void readRejects(String spec, String path, String reason) {
		Documents.assertRejected(Documents.of("TrafficRouter", spec), path, reason);
	}

	@ParameterizedTest
	@MethodSource("rejectedRoutes")
	void readRejectsRoute(String route, String path, String reason) {
		Documents.assertRejected(Documents.of("TrafficRouter", "{hosts: [a], http: [" + route + "]}"),
				"spec.http[0]" + path, reason);
	}

	@ParameterizedTest
	@MethodSource("warnedRoutes")
	void readWarns(String routes, String path, String reason) {
		Documents.assertWarned(Documents.of("TrafficRouter", "{hosts: [a], http: [" + routes + "]}"), path, reason);
	}

	@Test
	void readFindsAllProblemsInTheOrderOfTheText() {
		String text = Documents.of("TrafficRouter", """

				hosts: [a]
				http:
				- match:
				  - headers: {x: {exact: 1}}
				  route:
				  - destination: {hots: a}
				    weight: ten
				  timeout: 5
				""");
		assertThat(Documents.read(text).rejections())
			.extracting((rejection) -> rejection.line() + " " + rejection.path())
			.containsExactly("8 spec.http[0].match[0].headers.x.exact", "10 spec.http[0].route[0].destination.host",
					"10 spec.http[0].route[0].destination.hots", "11 spec.http[0].route[0].weight",
					"12 spec.http[0].timeout");
	}

	@Test
	void readWarnsOfAGatewayWrittenAsAHost() {
		Documents.assertWarned(Documents.of("TrafficRouter",
				"{hosts: [a], gateways: [edge.shop.svc.cluster.local], http: [{route: [{destination: {host: a}}]}]}"),
				"spec.gateways[0]", "an old form");
	}

	static Stream<Arguments> rejectedSpecs() {
		String http = "http: [{route: [{destination: {host: a}}]}]";
		return Stream.of(arguments("{hosts: [a]}", "spec.http", "no routes"),
				arguments("{hosts: [a], http: []}", "spec.http", "no routes"),
				arguments("{hosts: [a], http: [null]}", "spec.http[0]", "empty"),
				arguments("{hosts: [a], tcp: [], " + http + "}", "spec.tcp", "HTTP only"),
				arguments("{hosts: [a], tls: [], " + http + "}", "spec.tls", "HTTP only"),
				arguments("{gateways: [edge], " + http + "}", "spec.gateways", "cannot name gateways"),
				arguments("{hosts: ['a b'], " + http + "}", "spec.hosts[0]", "not a host"),
				arguments("{hosts: ['a.*'], " + http + "}", "spec.hosts[0]", "not a host"),
				arguments("{hosts: [''], " + http + "}", "spec.hosts[0]", "empty"),
				arguments("{hosts: ['*'], " + http + "}", "spec.hosts[0]", "gateways only"),
				arguments("{hosts: [a, a], " + http + "}", "spec.hosts[1]", "twice"),
				arguments("{hosts: ['*.foo.com', '*.com'], " + http + "}", "spec.hosts[1]", "overlaps"),
				arguments("{hosts: a, " + http + "}", "spec.hosts", "expected a list but found text \"a\""),
				arguments("{hosts: [a], gateways: ['a/b/c'], " + http + "}", "spec.gateways[0]", "gateway"),
				arguments("{hosts: [a], exportTo: [b, b], " + http + "}", "spec.exportTo[1]", "twice"),
				arguments("{hosts: [a], exportTo: ['*', b], " + http + "}", "spec.exportTo[0]", "cannot stand"),
				arguments("{hosts: [a], exportTo: ['b/c'], " + http + "}", "spec.exportTo[0]", "not a namespace"),
				arguments("{http: [{delegate: {name: x}}]}", "spec.http[0].delegate", "cannot delegate"),
				arguments("{host: [a], " + http + "}", "spec.host", "unknown key 'host'"));
	}

	static Stream<Arguments> rejectedRoutes() {
		return Stream.of(matches(), destinations(), actions(), headers(), policies()).flatMap((rows) -> rows);
	}

	private static Stream<Arguments> matches() {
		return Stream.of(match("headers: {x: null}", ".headers.x", "missing"),
				match("headers: {x: {exact: a, prefix: b}}", ".headers.x", "only one of"),
				match("headers: {x: {exat: a}}", ".headers.x.exat", "unknown key 'exat'"),
				match("headers: {x: a}", ".headers.x", "expected a condition but found text \"a\""),
				match("headers: {x: {exact: 12345}}", ".headers.x.exact", "expected text but found the number 12345"),
				match("headers: {x: {exact: true}}", ".headers.x.exact", "expected text but found the boolean true"),
				match("headers: {x: {exact: }}", ".headers.x.exact", "found nothing"),
				match("headers: {'': {exact: a}}", ".headers[\"\"]", "not a header name"),
				match("headers: {'a b': {exact: a}}", ".headers[\"a b\"]", "not a header name"),
				match("headers: {'@request.auth.claims.sub': {exact: a}}", ".headers[\"@request.auth.claims.sub\"]",
						"gateways only"),
				match("headers: {x: {prefix: ''}}", ".headers.x.prefix", "prefix is empty"),
				match("headers: {x: {regex: ''}}", ".headers.x.regex", "empty"),
				match("headers: {x: {regex: '*'}}", ".headers.x.regex", "not RE2"),
				match("headers: {x: {regex: '(?=a)'}}", ".headers.x.regex", "not RE2"),
				match("headers: {x: {regex: '" + "a".repeat(1025) + "'}}", ".headers.x.regex", "1025 characters"),
				match("headers: {x: {regex: '((a{1000}){1000}){1000}'}}", ".headers.x.regex", "multiply"),
				match("withoutHeaders: {x: {prefix: ''}}", ".withoutHeaders.x.prefix", "prefix is empty"),
				match("queryParams: {x: {prefix: ''}}", ".queryParams.x.prefix", "prefix is empty"),
				match("queryParams: {x: {regex: '*'}}", ".queryParams.x.regex", "not RE2"),
				match("method: {prefix: ''}", ".method.prefix", "prefix is empty"),
				match("scheme: {prefix: ''}", ".scheme.prefix", "prefix is empty"),
				match("authority: {prefix: ''}", ".authority.prefix", "prefix is empty"),
				match("withoutHeaders: {'a b': {}}", ".withoutHeaders[\"a b\"]", "not a header name"),
				match("authority: {regex: '('}", ".authority.regex", "not RE2"),
				match("method: GET", ".method", "expected a condition"),
				match("uri: {regex: '['}", ".uri.regex", "not RE2"), match("port: 0", ".port", "out of range"),
				match("port: 65536", ".port", "out of range"),
				match("port: '80'", ".port", "expected a whole number but found text \"80\""),
				match("port: 8.5", ".port", "expected a whole number but found the number 8.5"),
				match("ignoreUriCase: 'true'", ".ignoreUriCase", "expected true or false"),
				match("sourceLabels: {'-a': b}", ".sourceLabels.-a", "not a label key"),
				match("sourceLabels: {a: 'b c'}", ".sourceLabels.a", "not a label value"),
				match("sourceLabels: {a: 1.0}", ".sourceLabels.a", "expected text but found the number 1.0"),
				match("sourceNamespace: a.b", ".sourceNamespace", "not a namespace"),
				match("gateways: ['/']", ".gateways[0]", "gateway"),
				arguments("{match: [null], route: [{destination: {host: a}}]}", ".match[0]", "found nothing"),
				arguments("{match: {uri: {}}, route: [{destination: {host: a}}]}", ".match",
						"expected a list but found an object"));
	}

	private static Arguments match(String match, String path, String reason) {
		return arguments("{match: [{" + match + "}], route: [{destination: {host: a}}]}", ".match[0]" + path, reason);
	}

	private static Stream<Arguments> destinations() {
		return Stream.of(arguments("{route: [{weight: 1}]}", ".route[0].destination", "required key 'destination'"),
				arguments("{route: [{destination: {subset: a}}]}", ".route[0].destination.host", "required key 'host'"),
				arguments("{route: [{destination: {host: '*'}}]}", ".route[0].destination.host", "not a host"),
				arguments("{route: [{destination: {host: '*.a'}}]}", ".route[0].destination.host", "not a host"),
				arguments("{route: [{destination: {host: a, subset: a.b}}]}", ".route[0].destination.subset",
						"not a subset name"),
				arguments("{route: [{destination: {host: a, port: {number: 0}}}]}", ".route[0].destination.port.number",
						"out of range"),
				arguments("{route: [{destination: {host: a, port: {number: 65536}}}]}",
						".route[0].destination.port.number", "out of range"),
				arguments("{route: [null]}", ".route[0]", "found nothing"),
				arguments("{route: [{destination: {host: a, port: 80}}]}", ".route[0].destination.port",
						"expected an object"),
				arguments("{route: [{destination: {host: a, port: {}}}]}", ".route[0].destination.port.number",
						"required key 'number'"),
				arguments("{route: [{destination: {host: a}, weight: -1}]}", ".route[0].weight", "out of range"),
				arguments("{route: [{destination: {host: a}, weight: ten}]}", ".route[0].weight",
						"expected a whole number but found text \"ten\""),
				arguments("{route: [{destination: {host: a}, wieght: 1}]}", ".route[0].wieght", "unknown key"),
				arguments("{route: [{destination: {host: a}}, {destination: {host: b}, weight: 0}]}", ".route",
						"add up to 0"),
				arguments("{route: [{destination: {host: a, fallback: {subset: b}}}]}",
						".route[0].destination.fallback.host", "required key 'host'"),
				arguments("{route: [{destination: {host: a, subset: b, fallback: {host: a, subset: b}}}]}",
						".route[0].destination.fallback", "the destination itself"),
				arguments("{route: [{destination: {host: a, port: {number: 1}, fallback: {host: a}}}]}",
						".route[0].destination.fallback", "the destination itself"),
				arguments("{route: [{destination: {host: a, fallback: {host: b, fallback: {host: a}}}}]}",
						".route[0].destination.fallback.fallback", "cycle"),
				arguments("{route: [{destination: &d {host: a, fallback: *d}}]}", ".route[0].destination.fallback",
						"the destination itself"));
	}

	private static Stream<Arguments> actions() {
		String route = "route: [{destination: {host: a}}]";
		return Stream.of(arguments("{name: x}", "", "needs one of"), arguments("{route: []}", "", "needs one of"),
				arguments("{redirect: {uri: /a}, " + route + "}", ".route", "cannot stand with 'redirect'"),
				arguments("{redirect: {uri: /a}, fault: {abort: {httpStatus: 500}}}", ".fault", "cannot stand"),
				arguments("{redirect: {uri: /a}, rewrite: {uri: /b}}", ".rewrite", "cannot stand"),
				arguments("{redirect: {uri: /a}, directResponse: {status: 200}}", ".directResponse", "cannot stand"),
				arguments("{directResponse: {status: 200}, " + route + "}", ".route", "cannot stand"),
				arguments("{directResponse: {status: 200}, rewrite: {uri: /b}}", ".rewrite", "cannot stand"),
				arguments("{directResponse: {status: 200}, fault: {abort: {httpStatus: 500}}}", ".fault",
						"cannot stand"),
				arguments("{delegate: {name: x}, " + route + "}", ".route", "cannot stand with 'delegate'"),
				arguments("{delegate: {name: x}, redirect: {uri: /a}}", ".redirect", "cannot stand with 'delegate'"),
				arguments("{delegate: {}}", ".delegate.name", "required key 'name'"),
				arguments("{redirect: {uri: /a, prefixRewrite: /b}}", ".redirect", "cannot stand"),
				arguments("{match: [{uri: {exact: /x}}], redirect: {prefixRewrite: /b}}", ".redirect",
						"needs prefix conditions"),
				arguments("{redirect: {}}", ".redirect", "changes nothing"),
				arguments("{redirect: {uri: /a, redirectCode: 200}}", ".redirect.redirectCode", "out of range"),
				arguments("{redirect: {uri: /a, redirectCode: 304}}", ".redirect.redirectCode", "no proxy redirects"),
				arguments("{redirect: {scheme: ftp}}", ".redirect.scheme", "not one of http, https"),
				arguments("{redirect: {port: 70000}}", ".redirect.port", "out of range"),
				arguments("{redirect: {port: 80, derivePort: FROM_REQUEST_PORT}}", ".redirect", "cannot stand"),
				arguments("{redirect: {derivePort: FROM_REQUEST}}", ".redirect.derivePort", "not one of"),
				arguments("{directResponse: {}}", ".directResponse.status", "required key 'status'"),
				arguments("{directResponse: {status: 199}}", ".directResponse.status", "out of range"),
				arguments("{directResponse: {status: 601}}", ".directResponse.status", "out of range"),
				arguments("{directResponse: {status: 200, body: {string: a, bytes: YQ==}}}", ".directResponse.body",
						"cannot stand"),
				arguments("{directResponse: {status: 200, body: {bytes: '?'}}}", ".directResponse.body", "not base64"),
				arguments("{directResponse: {status: 200, body: {string: " + "a".repeat(1024 * 1024 + 1) + "}}}",
						".directResponse.body", "at most 1048576"));
	}

	private static Stream<Arguments> headers() {
		return Stream.of(
				policy("headers: {request: {set: {':path': a}}}", ".headers.request.set.:path", "changed here"),
				policy("headers: {request: {remove: [host]}}", ".headers.request.remove[0]", "changed here"),
				policy("headers: {request: {remove: [':path']}}", ".headers.request.remove[0]", "changed here"),
				policy("headers: {response: {remove: [host]}}", ".headers.response.remove[0]", "changed here"),
				policy("headers: {response: {set: {x: '%'}}}", ".headers.response.set.x", "single '%'"),
				arguments("{route: [{destination: {host: a}, headers: {request: {set: {':path': a}}}}]}",
						".route[0].headers.request.set.:path", "changed here"),
				policy("headers: {response: {set: {host: a}}}", ".headers.response.set.host", "changed here"),
				policy("headers: {response: {add: {':status': a}}}", ".headers.response.add.:status", "changed here"),
				policy("headers: {request: {set: {'': a}}}", ".headers.request.set[\"\"]", "not a header name"),
				policy("headers: {request: {add: {x: \"a\\nb\"}}}", ".headers.request.add.x", "control characters"),
				policy("headers: {request: {add: {x: '100%'}}}", ".headers.request.add.x", "single '%'"),
				policy("headers: {request: {set: {host: a}, add: {':authority': b}}}", "", "more than one place"),
				policy("headers: {request: {set: {host: a}}}, rewrite: {authority: b}", "", "more than one place"),
				policy("headers: {requst: {}}", ".headers.requst", "unknown key"));
	}

	private static Stream<Arguments> policies() {
		return Stream.of(policy("timeout: 0s", ".timeout", "1ms or more"),
				policy("timeout: 1.5ms", ".timeout", "whole milliseconds"),
				policy("timeout: 5", ".timeout", "expected a duration with a unit but found the number 5"),
				policy("timeout: soon", ".timeout", "\"soon\" is not a duration"),
				policy("mirror: {host: b}, mirrors: []", ".mirrors", "cannot stand with 'mirror'"),
				policy("mirror: {host: b}, mirrorPercent: 101", ".mirrorPercent", "out of range"),
				policy("mirror: {host: b}, mirrorPercentage: {value: -1}", ".mirrorPercentage.value", "out of range"),
				policy("mirror: {host: b}, mirrorPercentage: 5", ".mirrorPercentage", "expected an object"),
				policy("mirrors: [null]", ".mirrors[0]", "found nothing"),
				policy("mirrors: [{percentage: {value: 1}}]", ".mirrors[0].destination", "required key"),
				policy("mirrors: [{destination: {host: b}, percentage: {value: 101}}]", ".mirrors[0].percentage.value",
						"out of range"),
				policy("rewrite: {}", ".rewrite", "changes nothing"),
				policy("rewrite: {uri: /a, uriRegexRewrite: {match: a, rewrite: b}}", ".rewrite", "cannot stand"),
				policy("rewrite: {uriRegexRewrite: {match: '(', rewrite: b}}", ".rewrite.uriRegexRewrite.match", "RE2"),
				policy("rewrite: {uriRegexRewrite: {match: a}}", ".rewrite.uriRegexRewrite.rewrite", "required key"),
				policy("retries: {attempts: -1}", ".retries.attempts", "out of range"),
				policy("retries: {attempts: 0, retryOn: 5xx}", ".retries.retryOn", "without attempts"),
				policy("retries: {perTryTimeout: 1s}", ".retries.perTryTimeout", "without attempts"),
				policy("retries: {attempts: 1, retryOn: '5xx, reset'}", ".retries.retryOn", "not a retry condition"),
				policy("retries: {attempts: 1, retryOn: '599'}", ".retries.retryOn", "not a retry condition"),
				policy("retries: {attempts: 1, backoff: 0s}", ".retries.backoff", "1ms or more"),
				policy("retries: {attempts: 1, perTryTimeout: 0s}", ".retries.perTryTimeout", "1ms or more"),
				policy("retries: {retryRemoteLocalities: true}", ".retries.retryRemoteLocalities", "without attempts"),
				policy("fault: {}", ".fault", "empty"),
				policy("fault: {delay: {fixedDelay: 0s}}", ".fault.delay.fixedDelay", "1ms or more"),
				policy("fault: {delay: {fixedDelay: 1s, percentage: {value: 101}}}", ".fault.delay.percentage.value",
						"out of range"),
				policy("fault: {abort: {httpStatus: 601}}", ".fault.abort.httpStatus", "out of range"),
				policy("fault: {delay: {percentage: {value: 1}}}", ".fault.delay.fixedDelay", "required key"),
				policy("fault: {delay: {fixedDelay: 1s, percentage: {value: 0.00001}}}", ".fault.delay.percentage",
						"too small"),
				policy("fault: {delay: {exponentialDelay: 1s}}", ".fault.delay.exponentialDelay", "not supported"),
				policy("fault: {abort: {httpStatus: 199}}", ".fault.abort.httpStatus", "out of range"),
				policy("fault: {abort: {grpcStatus: AWAY}}", ".fault.abort.grpcStatus", "not one of"),
				policy("fault: {abort: {http2Error: x}}", ".fault.abort.http2Error", "not supported"),
				policy("fault: {abort: {httpStatus: 500, grpcStatus: OK}}", ".fault.abort", "cannot stand"),
				policy("corsPolicy: {allowOrigins: [{}]}", ".corsPolicy.allowOrigins[0]", "origin condition is empty"),
				policy("corsPolicy: {allowOrigins: [{regex: '('}]}", ".corsPolicy.allowOrigins[0].regex", "RE2"),
				policy("corsPolicy: {allowMethods: [get]}", ".corsPolicy.allowMethods[0]", "not an HTTP method"),
				policy("corsPolicy: {allowHeaders: ['a b']}", ".corsPolicy.allowHeaders[0]", "not a header name"),
				policy("corsPolicy: {exposeHeaders: ['a b']}", ".corsPolicy.exposeHeaders[0]", "not a header name"),
				policy("corsPolicy: {maxAge: 1500ms}", ".corsPolicy.maxAge", "whole seconds"),
				policy("corsPolicy: {unmatchedPreflights: DROP}", ".corsPolicy.unmatchedPreflights", "not one of"));
	}

	private static Arguments policy(String policy, String path, String reason) {
		return arguments("{route: [{destination: {host: a}}], " + policy + "}", path, reason);
	}

	static Stream<Arguments> warnedRoutes() {
		String route = "route: [{destination: {host: a}}]";
		return Stream.of(arguments("{" + route + "}, {" + route + "}", "spec.http[1]", "spec.http[0] takes all"),
				arguments("{match: [{uri: {prefix: /}}], " + route + "}, {" + route + "}", "spec.http[1]", "takes all"),
				arguments(
						"{match: [{uri: {prefix: /a}}], " + route + "}, {match: [{uri: {exact: /ab}}], " + route + "}",
						"spec.http[1]", "no request reaches"),
				arguments("{match: [{port: 1}], " + route + "}, {match: [{name: n, port: 1}], " + route + "}",
						"spec.http[1]", "no request reaches"),
				arguments("{" + route + ", mirror: {host: b}, mirrorPercent: 5}", "spec.http[0].mirrorPercent",
						"old key"),
				arguments("{" + route + ", fault: {abort: {percentage: {value: 1}}}}", "spec.http[0].fault.abort",
						"no status"),
				arguments("{" + route + ", fault: {abort: {httpStatus: 500}}}", "spec.http[0].fault.abort",
						"no percentage"),
				arguments("{directResponse: {status: 200, body: {string: " + "a".repeat(100 * 1024 + 1) + "}}}",
						"spec.http[0].directResponse.body", "keeps in memory"));
	}

}
