package io.opensergo.client.codec;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.RouteConfiguration.Fraction;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.HeaderMatch;
import io.opensergo.core.rule.RouteConfiguration.PathMatch;
import io.opensergo.core.rule.RouteConfiguration.QueryParameterMatch;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.RouteAction;
import io.opensergo.core.rule.RouteConfiguration.RouteMatch;
import io.opensergo.core.rule.RouteConfiguration.VirtualHost;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficLane.HashKey;
import io.opensergo.core.rule.TrafficLane.Mode;
import io.opensergo.core.rule.TrafficLane.Percentage;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.ConnectionPool;
import io.opensergo.core.rule.VirtualWorkload.ConsistentHash;
import io.opensergo.core.rule.VirtualWorkload.Distribute;
import io.opensergo.core.rule.VirtualWorkload.Failover;
import io.opensergo.core.rule.VirtualWorkload.HashCookie;
import io.opensergo.core.rule.VirtualWorkload.LoadBalancer;
import io.opensergo.core.rule.VirtualWorkload.Locality;
import io.opensergo.core.rule.VirtualWorkload.OutlierDetection;
import io.opensergo.core.rule.VirtualWorkload.Simple;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import io.opensergo.core.rule.VirtualWorkload.Warmup;
import io.opensergo.core.rule.WeightedDestination;
import io.opensergo.core.source.RuleSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RuleCodec}.
 */
class RuleCodecTests {

	private static final RuleMetadata METADATA = new RuleMetadata("prod", "stock-routes", Map.of("app", "stock"));

	private static final String STOCK = "stock.prod.svc.cluster.local";

	@ParameterizedTest
	@MethodSource("rules")
	void decodeOfEncodedGivesTheSameRule(Rule rule) {
		for (DecodeProfile profile : DecodeProfile.values()) {
			RuleCodec codec = new RuleCodec(profile);
			RuleSet decoded = codec.decode(rule.kind(), "elsewhere", "test", List.of(codec.encode(rule)));
			assertThat(decoded.rejections()).extracting(Rejection::describe).isEmpty();
			assertThat(decoded.rules()).containsExactly(rule);
		}
	}

	@ParameterizedTest
	@MethodSource("rules")
	void encodeOfEqualRulesGivesEqualBytes(Rule rule) {
		RuleCodec codec = new RuleCodec(DecodeProfile.STRICT);
		Any first = codec.encode(rule);
		Rule copy = codec.decode(rule.kind(), "prod", "test", List.of(first)).rules().get(0);
		assertThat(codec.encode(copy).toByteString()).isEqualTo(first.toByteString());
	}

	static Stream<Rule> rules() {
		return Stream
			.of(routeConfigurations(), Stream.of(lane(), plainLane(), workload(), plainWorkload()),
					FaultToleranceCodecTests.rules())
			.flatMap((rules) -> rules);
	}

	private static Stream<RouteConfiguration> routeConfigurations() {
		Destination gray = Destination.of(STOCK, "gray");
		Destination withPort = new Destination(STOCK, "v2", 8080, null);
		Destination chain = gray
			.withFallback(withPort.withFallback(Destination.of(STOCK, "v1").withFallback(Destination.of(STOCK))));
		HeaderOperations headers = new HeaderOperations(
				new Changes(List.of("x-drop"),
						List.of(new HeaderValue("x-add", "1", Action.APPEND_IF_EXISTS_OR_ADD),
								new HeaderValue("x-set", "%REQ(x)%", Action.OVERWRITE_IF_EXISTS_OR_ADD))),
				new Changes(List.of("server"), List.of(new HeaderValue("x-a", "2", Action.ADD_IF_ABSENT),
						new HeaderValue("x-b", "3", Action.OVERWRITE_IF_EXISTS))));
		HttpPolicies policies = new HttpPolicies(new HttpPolicies.Rewrite("/v2", null, "stock.example.com"),
				Duration.ofMillis(1500),
				new HttpPolicies.Retries(3, Duration.ofMillis(200), "gateway-error,connect-failure,503",
						Duration.ofMillis(50), true),
				new HttpPolicies.Fault(new HttpPolicies.Delay(Duration.ofSeconds(2), 12.5),
						new HttpPolicies.Abort(null, "UNAVAILABLE", 0.0001)),
				List.of(new HttpPolicies.Mirror(gray, 33.3333), new HttpPolicies.Mirror(withPort, 100)),
				new HttpPolicies.CorsPolicy(
						List.of(StringMatch.exact("https://a.example"), StringMatch.regex("https://.*")),
						List.of("GET", "POST"), List.of("x-a", "x-b"), List.of("x-c"), Duration.ofHours(24), false,
						"IGNORE"),
				headers);
		return Stream.of(configuration(List.of()),
				configuration(List.of(route(RouteMatch.ANY, forward(WeightedDestination.of(gray, 0))))),
				configuration(List.of(route(RouteMatch.ANY, forward(WeightedDestination.of(gray, 100))))),
				configuration(List.of(route(RouteMatch.ANY, forward(WeightedDestination.of(chain, 0))))),
				configuration(List.of(route(RouteMatch.ANY, forward(WeightedDestination.of(chain, 7))))),
				configuration(List.of(route(RouteMatch.ANY, forward(new WeightedDestination(chain, 0, headers))))),
				configuration(List.of(route(RouteMatch.ANY, forward(new WeightedDestination(chain, 30, headers))))),
				configuration(List.of(route(RouteMatch.ANY,
						forward(new WeightedDestination(chain, 90, headers), WeightedDestination.of(withPort, 10),
								WeightedDestination.of(Destination.of("external.example.com"), 0))))),
				configuration(List.of(route(richMatch(),
						new RouteAction.Forward(List.of(WeightedDestination.of(gray, 0)), policies)))),
				configuration(List.of(route(RouteMatch.ANY, new RouteAction.ForwardByHeader("x-target", policies)))),
				configuration(List.of(route(RouteMatch.ANY, redirects("/new", null, null, 301, "FROM_REQUEST_PORT")),
						route(RouteMatch.ANY, redirects(null, "/prefix", null, 302, null)),
						route(RouteMatch.ANY,
								redirects(null, null, new HttpPolicies.RegexRewrite("^/(.*)$", "/x/\\1"), 308, null)),
						route(RouteMatch.ANY, redirects(null, null, null, 304, null)))),
				configuration(
						List.of(route(RouteMatch.ANY, respond(new HttpPolicies.DirectResponse(503, "gone", null))),
								route(RouteMatch.ANY, respond(new HttpPolicies.DirectResponse(200, null, null))),
								route(RouteMatch.ANY,
										respond(new HttpPolicies.DirectResponse(418, null,
												Base64.getEncoder().encodeToString(new byte[] { 0, -1, 7 })))))),
				configuration(paths()
					.map((path) -> route(new RouteMatch(path, List.of(), List.of(), null, null, false),
							forward(WeightedDestination.of(gray, 0))))
					.toList()));
	}

	private static Stream<PathMatch> paths() {
		return Stream.of(new PathMatch.Exact("/items", false), new PathMatch.Exact("/items", true),
				new PathMatch.Prefix("/items", false), new PathMatch.Prefix("", false),
				new PathMatch.Prefix("/items", true), new PathMatch.PathSeparatedPrefix("/items", true),
				new PathMatch.Regex("/items/\\d+"));
	}

	private static RouteMatch richMatch() {
		return new RouteMatch(new PathMatch.Regex("/a.*"), List.of(HeaderMatch.of("x-exact", StringMatch.exact("a")),
				HeaderMatch.of("x-empty", StringMatch.exact("")), HeaderMatch.of("x-prefix", StringMatch.prefix("a")),
				HeaderMatch.of("x-any-prefix", StringMatch.prefix("")),
				HeaderMatch.of("x-regex", StringMatch.regex("a|b")), HeaderMatch.of("x-present", StringMatch.present()),
				HeaderMatch.of("x-case", new StringMatch.Exact("a", true)),
				HeaderMatch.of("x-suffix", new StringMatch.Suffix("a", false)),
				HeaderMatch.of("x-contains", new StringMatch.Contains("a", true)),
				new HeaderMatch("x-range", new HeaderCondition.Range(-5, 10), true, false),
				new HeaderMatch("x-absent", new HeaderCondition.Presence(false), false, false),
				new HeaderMatch("x-not", HeaderCondition.of(StringMatch.exact("a")), true, true)),
				List.of(new QueryParameterMatch("q", StringMatch.exact("1")),
						new QueryParameterMatch("p", StringMatch.present()),
						new QueryParameterMatch("r", new StringMatch.Suffix("z", true))),
				new Fraction(2500, 10_000), 8080, true);
	}

	private static RouteConfiguration configuration(List<Route> routes) {
		return new RouteConfiguration(METADATA, List.of(new VirtualHost("stock", List.of(STOCK, "stock"), routes)),
				true);
	}

	private static Route route(RouteMatch match, RouteAction action) {
		return new Route("r1",
				new CallerCondition(Map.of("app", "order", "tier", "a"), "test", List.of("ns/gw", "mesh")), match,
				action);
	}

	private static RouteAction forward(WeightedDestination... destinations) {
		return new RouteAction.Forward(List.of(destinations), HttpPolicies.NONE);
	}

	private static RouteAction redirects(String uri, String prefix, HttpPolicies.RegexRewrite regex, int code,
			String derivePort) {
		HttpPolicies policies = new HttpPolicies(null, null, null, null, List.of(),
				new HttpPolicies.CorsPolicy(List.of(), List.of(), List.of(), List.of(), null, true, "FORWARD"),
				new HeaderOperations(Changes.NONE, new Changes(List.of("a"), List.of())));
		return new RouteAction.RedirectTo(
				new HttpPolicies.Redirect(uri, prefix, regex, "example.com", "https", 8443, derivePort, code, true),
				policies);
	}

	private static RouteAction respond(HttpPolicies.DirectResponse response) {
		return new RouteAction.Respond(response, HttpPolicies.NONE);
	}

	private static TrafficLane lane() {
		TrafficMatch first = new TrafficMatch(
				Map.of("x-user", StringMatch.exact("12345"), "x-tier", new StringMatch.Prefix("go", true)),
				StringMatch.regex("/index.*"), Map.of("q", StringMatch.present()),
				Map.of("c", new StringMatch.Suffix("z", false), "d", new StringMatch.Contains("y", true)),
				StringMatch.exact("GET"), StringMatch.exact("shop.example.com"), List.of("10.0.0.0/8", "::1/128"),
				new Percentage(5.5, new HashKey(HashKey.Source.HEADER, "x-user")));
		TrafficMatch second = new TrafficMatch(Map.of(), null, Map.of(), Map.of(), null, null, List.of(),
				new Percentage(0, null));
		return new TrafficLane(METADATA, Map.of("app", "gateway"), List.of(first, second), Map.of("tag", "gray"),
				"gray", "x-my-lane", Mode.STRICT, Map.of("zone", "a", "lane", "gray"), 0);
	}

	private static TrafficLane plainLane() {
		return new TrafficLane(RuleMetadata.of("default", "plain"), Map.of(), List.of(), Map.of(), "gray",
				TrafficLane.DEFAULT_TRAFFIC_HEADER, Mode.PERMISSIVE, Map.of(), null);
	}

	private static VirtualWorkload workload() {
		TrafficPolicy policy = new TrafficPolicy(
				new LoadBalancer(null,
						new ConsistentHash("x-user", new HashCookie("user", "/", "0s"), true, "u", 2048L, 65537L),
						new Locality(true, List.of(new Distribute("a/b/*", Map.of("a/b/c", 80, "a/d/*", 20))),
								List.of(new Failover("a", "b")), List.of("zone", "tier=a")),
						new Warmup(30_000, 10.5, 1.5)),
				new OutlierDetection(0, 2, 3, false, 10_000L, 30_000L, 10, 0),
				new ConnectionPool(Map.of("maxConnections", 100, "tcpKeepalive", Map.of("time", "7200s", "probes", 9)),
						Map.of("big", 5_000_000_000L, "ratio", 0.5, "flag", true, "list",
								List.of(1, "two", List.of()))),
				Map.of(8080, new TrafficPolicy(new LoadBalancer(Simple.ROUND_ROBIN, null, null, null), null, null,
						Map.of())));
		TrafficPolicy ofSubset = new TrafficPolicy(new LoadBalancer(Simple.UNSPECIFIED, null, null, null),
				new OutlierDetection(null, null, null, null, null, null, null, null), null, Map.of());
		return new VirtualWorkload(METADATA, "stock",
				List.of(new Subset("v1", Map.of("version", "v1"), null),
						new Subset("gray", Map.of("lane", "gray", "zone", "a"), ofSubset)),
				policy, List.of(".", "test"));
	}

	private static VirtualWorkload plainWorkload() {
		return new VirtualWorkload(RuleMetadata.of("default", "plain"), "stock", List.of(), null, List.of());
	}

	@Test
	void encodeOfShortHostWritesFullName() {
		RouteConfiguration configuration = configuration(
				List.of(route(RouteMatch.ANY, forward(WeightedDestination.of(Destination.of("stock", "gray"), 0)))));
		RuleCodec codec = new RuleCodec(DecodeProfile.STRICT);
		RouteConfiguration decoded = (RouteConfiguration) codec
			.decode(RuleKind.TRAFFIC_ROUTER, "prod", "test", List.of(codec.encode(configuration)))
			.rules()
			.get(0);
		assertThat(((RouteAction.Forward) decoded.virtualHosts().get(0).routes().get(0).action()).destinations())
			.containsExactly(WeightedDestination.of(Destination.of(STOCK, "gray"), 0));
	}

	@Test
	void encodeOfTrafficRouterSaysToTranslate() {
		TrafficRouter router = new TrafficRouter(METADATA, List.of("stock"), List.of(), List.of(), List.of());
		assertThatIllegalArgumentException().isThrownBy(() -> new RuleCodec(DecodeProfile.STRICT).encode(router))
			.withMessageContaining("prod/stock-routes");
	}

	@ParameterizedTest
	@EnumSource(names = { "TRAFFIC_ROUTER", "TRAFFIC_LANE", "VIRTUAL_WORKLOAD" })
	void decodeOfGarbageRejectsAndReadsTheOthers(RuleKind kind) {
		Rule good = rules().filter((rule) -> rule.kind() == kind).findFirst().orElseThrow();
		RuleCodec codec = new RuleCodec(DecodeProfile.LENIENT);
		Any payload = codec.encode(good);
		Any garbage = payload.toBuilder().setValue(ByteString.copyFromUtf8("\u0007garbage\u00ff")).build();
		RuleSet decoded = codec.decode(kind, "prod", "test", List.of(garbage, payload));
		assertThat(decoded.rules()).containsExactly(good);
		assertThat(decoded.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.ERROR);
			assertThat(rejection.describe()).startsWith("test: error: " + kind.kind() + ": the payload cannot be read");
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "TRAFFIC_ROUTER", "TRAFFIC_LANE", "VIRTUAL_WORKLOAD" })
	void decodeOfWrongTypeNamesBothTypes(RuleKind kind) {
		RuleSet decoded = new RuleCodec(DecodeProfile.LENIENT).decode(kind, "prod", "test",
				List.of(Any.pack(StringValue.of("x"))));
		assertThat(decoded.rules()).isEmpty();
		assertThat(decoded.rejections()).singleElement()
			.extracting(Rejection::describe)
			.asString()
			.contains("type.googleapis.com/google.protobuf.StringValue")
			.contains("send a ");
	}

	@Test
	void decodeOfHalfAMessageRejects() {
		RuleCodec codec = new RuleCodec(DecodeProfile.LENIENT);
		Any whole = codec.encode(lane());
		Any half = whole.toBuilder().setValue(whole.getValue().substring(0, whole.getValue().size() - 3)).build();
		assertThat(codec.decode(RuleKind.TRAFFIC_LANE, "prod", "test", List.of(half)).rejections()).hasSize(1);
	}

	@Test
	void decodeOfRepeatedRuleRejectsTheSecond() {
		RuleCodec codec = new RuleCodec(DecodeProfile.LENIENT);
		Any payload = codec.encode(lane());
		RuleSet decoded = codec.decode(RuleKind.TRAFFIC_LANE, "prod", "test", List.of(payload, payload));
		assertThat(decoded.rules()).hasSize(1);
		assertThat(decoded.rejections()).extracting(Rejection::severity).containsExactly(Severity.ERROR);
	}

	@ParameterizedTest
	@EnumSource(RuleKind.class)
	void decodeOfAnotherMessageRejects(RuleKind kind) {
		RuleSet decoded = new RuleCodec(DecodeProfile.LENIENT).decode(kind, "prod", "test",
				List.of(Any.getDefaultInstance()));
		assertThat(decoded.rejections()).extracting(Rejection::severity).containsExactly(Severity.ERROR);
	}

	@Test
	void decodeOfBadLaneNameRejects() {
		io.opensergo.protocol.traffic.v1.TrafficLane message = TrafficLaneCodec.encode(plainLane())
			.toBuilder()
			.setLane("gray\r\nx: y")
			.build();
		RuleSet decoded = new RuleCodec(DecodeProfile.LENIENT).decode(RuleKind.TRAFFIC_LANE, "prod", "test",
				List.of(Any.pack(message)));
		assertThat(decoded.rules()).isEmpty();
		assertThat(decoded.rejections()).singleElement().extracting(Rejection::path).isEqualTo("lane");
	}

	@Test
	void decodeOfUnknownFieldWarns() throws Exception {
		Any payload = new RuleCodec(DecodeProfile.LENIENT).encode(plainLane());
		// Field 99, varint 1.
		ByteString newer = payload.getValue().concat(ByteString.copyFrom(new byte[] { (byte) 0x98, 0x06, 1 }));
		RuleSet decoded = new RuleCodec(DecodeProfile.LENIENT).decode(RuleKind.TRAFFIC_LANE, "prod", "test",
				List.of(payload.toBuilder().setValue(newer).build()));
		assertThat(decoded.rules()).containsExactly(plainLane());
		assertThat(decoded.rejections()).singleElement().satisfies((rejection) -> {
			assertThat(rejection.severity()).isEqualTo(Severity.WARNING);
			assertThat(rejection.reason()).contains("field number 99");
		});
	}

}
