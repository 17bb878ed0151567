package io.opensergo.client;

import java.time.Duration;
import java.util.List;

import com.google.protobuf.Any;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RouteConfiguration.HeaderCondition;
import io.opensergo.core.rule.RouteConfiguration.Route;
import io.opensergo.core.rule.RouteConfiguration.VirtualHost;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleSubscription.State;
import io.opensergo.protocol.envoy.config.route.v3.HeaderMatcher;
import io.opensergo.protocol.envoy.config.route.v3.QueryParameterMatcher;
import io.opensergo.protocol.envoy.config.route.v3.RouteAction;
import io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration;
import io.opensergo.protocol.envoy.config.route.v3.RouteMatch;
import io.opensergo.protocol.envoy.config.route.v3.WeightedCluster;
import io.opensergo.protocol.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.opensergo.protocol.transport.v1.SubscribeOpType;
import io.opensergo.protocol.transport.v1.SubscribeRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what the published control plane in Go does differently from what one would
 * expect, one per point.
 */
class WireQuirksTests extends AbstractSourceTests {

	@Test
	void silenceMeansNothingIsKnownAndEmptyMeansAllRulesAreGone() {
		FaultyControlPlane server = server();
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		await().until(() -> server.subscriptions().size() == 1);
		assertThat(onlySubscription(source).state()).isEqualTo(State.WAITING);
		assertThat(this.listener.calls()).isZero();
		set(server, V1);
		awaitRules(V1);
		set(server);
		awaitRules();
		await().until(() -> onlySubscription(source).state() == State.IN_FORCE);
		assertThat(onlySubscription(source).version()).isEqualTo(2);
	}

	@Test
	void statusIsOneOnSubscriptionAndTwoHundredOnChange() {
		FaultyControlPlane server = server();
		set(server, V1);
		subscribed(options(server.port()));
		awaitRules(V1);
		set(server, V2);
		awaitRules(V2);
		await().until(() -> server.answers("ACK").size() == 2);
		assertThat(server.answers("ACK")).extracting(SubscribeRequest::getRequestId)
			.containsExactly(server.subscriptions().get(0).getRequestId(), "");
	}

	@Test
	void unsubscribeWouldSubscribeAndIsNeverSent() {
		FaultyControlPlane server = server();
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		awaitRules(V1);
		source.close();
		await().until(() -> server.streams() == 0);
		assertThat(server.received()).extracting(SubscribeRequest::getOpType).containsOnly(SubscribeOpType.SUBSCRIBE);
	}

	@Test
	void firstStreamOfAnIdentifierWinsSoEachStreamHasItsOwn() {
		FaultyControlPlane server = server();
		subscribed(options(server.port()));
		await().until(() -> server.subscriptions().size() == 1);
		server.dropStreams();
		await().until(() -> server.subscriptions().size() == 2);
		set(server, V1);
		awaitRules(V1);
		assertThat(server.subscriptions()).extracting(SubscribeRequest::getIdentifier).doesNotHaveDuplicates();
	}

	@Test
	void versionsStartAgainAfterARestart() {
		FaultyControlPlane server = server();
		set(server, V2);
		set(server, V1);
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		awaitRules(V1);
		assertThat(onlySubscription(source).version()).isEqualTo(2);
		server.kill();
		FaultyControlPlane restarted = closing(FaultyControlPlane.start(server.port()));
		set(restarted, V2);
		awaitRules(V2);
		await().until(() -> onlySubscription(source).version() == 1);
	}

	@Test
	void rulesOfUnknownApplicationsAreForgottenAndComeWithTheNextChange() {
		FaultyControlPlane server = server().forgetUnsubscribed();
		set(server, V1);
		subscribed(options(server.port()));
		await().until(() -> server.subscriptions().size() == 1);
		set(server, V2);
		awaitRules(V2);
	}

	@Test
	void pushThatEndsAtABrokenStreamIsMadeGoodByTheNext() {
		FaultyControlPlane server = server();
		set(server, V1);
		RecordingListener other = new RecordingListener();
		ControlPlaneRuleSource first = subscribed(options(server.port()));
		ControlPlaneRuleSource second = closing(new ControlPlaneRuleSource(options(server.port())));
		second.subscribe("stock", ROUTER);
		second.start(other);
		awaitRules(V1);
		await().until(() -> other.rules().equals(List.of(V1)));
		first.close();
		for (int i = 0; i < 50; i++) {
			set(server, TestRules.routes("stock", "v" + i));
		}
		await().until(() -> other.rules().equals(List.of(TestRules.routes("stock", "v49"))));
		assertThat(other.calls()).isLessThan(10);
	}

	@Test
	@SuppressWarnings("deprecation")
	void routesWithoutPathMatchEveryPathAndNamelessParametersAreLeftOut() {
		FaultyControlPlane server = server();
		RouteMatch legacy = RouteMatch.newBuilder()
			.addHeaders(HeaderMatcher.newBuilder().setName("x-user").setExactMatch("1"))
			.addHeaders(HeaderMatcher.newBuilder().setName("x-any"))
			.build();
		RouteMatch nameless = RouteMatch.newBuilder()
			.addQueryParameters(QueryParameterMatcher.newBuilder().setPresentMatch(true))
			.build();
		server.set("default", "stock", ROUTER,
				List.of(routes(route(nameless, cluster("v1")), route(legacy, weighted("v2")))));
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		await().until(() -> onlySubscription(source).state() == State.IN_FORCE);
		VirtualHost host = ((io.opensergo.core.rule.RouteConfiguration) this.listener.rules().get(0)).virtualHosts()
			.get(0);
		assertThat(host.domains()).containsExactly("stock.default.svc.cluster.local");
		assertThat(host.routes()).singleElement().extracting(Route::match).satisfies((match) -> {
			assertThat(match.path()).isNull();
			assertThat(match.headers()).hasSize(2);
			assertThat(match.headers().get(1).condition()).isEqualTo(new HeaderCondition.Presence(true));
		});
		assertThat(onlySubscription(source).rejections()).extracting(Rejection::reason)
			.satisfiesExactly((reason) -> assertThat(reason).contains("the query parameter condition has no name"),
					(reason) -> assertThat(reason).contains("all weights are 0"));
		await().until(() -> server.answers("ACK").size() == 1);
	}

	@Test
	void rateLimitWithoutMetricModeAndUnitIsLocalAndInSeconds() {
		FaultyControlPlane server = server();
		server.set("default", "stock", RuleKind.RATE_LIMIT_STRATEGY,
				List.of(Any.pack(io.opensergo.protocol.fault_tolerance.v1.RateLimitStrategy.newBuilder()
					.setName("ten")
					.setThreshold(10)
					.setStatDuration(5)
					.build())));
		ControlPlaneRuleSource source = subscribed(options(server.port()), RuleKind.RATE_LIMIT_STRATEGY);
		awaitRules(new RateLimitStrategy(RuleMetadata.of("default", "ten"), RateLimitStrategy.MetricType.REQUEST_AMOUNT,
				LimitMode.LOCAL, 10, Duration.ofSeconds(5)));
		await().until(() -> server.answers("ACK").size() == 1);
		await().untilAsserted(() -> assertThat(onlySubscription(source).rejections()).singleElement()
			.extracting(Rejection::path)
			.isEqualTo("limit_mode"));
	}

	@Test
	void breakerWithoutUnitsIsInMillisecondsAndToldOnceWithBothReadings() {
		FaultyControlPlane server = server();
		io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy.Builder breaker = io.opensergo.protocol.fault_tolerance.v1.CircuitBreakerStrategy
			.newBuilder()
			.setName("breaker")
			.setStrategyValue(1)
			.setTriggerRatio(0.6)
			.setStatDuration(300)
			.setRecoveryTimeout(50)
			.setMinRequestAmount(5);
		breaker.getSlowConditionBuilder().setMaxAllowedRtMillis(10);
		server.set("default", "stock", RuleKind.CIRCUIT_BREAKER_STRATEGY, List.of(Any.pack(breaker.build())));
		ControlPlaneRuleSource source = subscribed(options(server.port()), RuleKind.CIRCUIT_BREAKER_STRATEGY);
		awaitRules(new CircuitBreakerStrategy(RuleMetadata.of("default", "breaker"),
				CircuitBreakerStrategy.Trigger.SLOW_REQUEST_RATIO, 0.6, Duration.ofMillis(300), Duration.ofMillis(50),
				5, Duration.ofMillis(10), List.of()));
		await().until(() -> server.answers("ACK").size() == 1);
		await().untilAsserted(() -> assertThat(onlySubscription(source).rejections()).singleElement()
			.extracting(Rejection::reason)
			.asString()
			.contains("300ms", "30000ms", "50ms", "5000ms", "10ms", "1000ms"));
	}

	@Test
	void protectionHasNeitherNameNorAction() {
		FaultyControlPlane server = server();
		io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.Builder rule = io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule
			.newBuilder();
		rule.addTargetsBuilder().setTargetResourceName("GET:/foo");
		rule.addStrategiesBuilder().setName("ten").setKind("RateLimitStrategy");
		server.set("default", "stock", RuleKind.FAULT_TOLERANCE_RULE, List.of(Any.pack(rule.build())));
		subscribed(options(server.port()), RuleKind.FAULT_TOLERANCE_RULE);
		await().until(() -> this.listener.rules().size() == 1);
		RuleId id = this.listener.rules().get(0).id();
		assertThat(id.name()).startsWith("unnamed-");
		rule.addStrategiesBuilder().setName("queue").setKind("ThrottlingStrategy");
		server.set("default", "stock", RuleKind.FAULT_TOLERANCE_RULE, List.of(Any.pack(rule.build())));
		await().until(() -> !this.listener.rules().get(0).id().equals(id));
		assertThat(this.listener.rules()).hasSize(1);
		assertThat(((FaultToleranceRule) this.listener.rules().get(0)).fallbackAction()).isNull();
	}

	@Test
	void samePushWithOtherBytesIsNoChange() {
		FaultyControlPlane server = server();
		Any payload = TestRules.payloads(V1).get(0);
		Any sameWithDefault = payload.toBuilder()
			.setTypeUrl("type.googleapis.com/" + RouteConfiguration.getDescriptor().getFullName())
			.setValue(payload.getValue().concat(payload.getValue().substring(0, 0)))
			.build();
		server.set("default", "stock", ROUTER, List.of(payload));
		subscribed(options(server.port()));
		awaitRules(V1);
		server.set("default", "stock", ROUTER, List.of(sameWithDefault));
		await().until(() -> server.answers("ACK").size() == 2);
		assertThat(this.listener.calls()).isOne();
	}

	@Test
	void kindThatIsNotKnownIsAnsweredWithFiveHundredAndNoFailure() {
		FaultyControlPlane server = server();
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		source.subscribe("order", RuleKind.TRAFFIC_LANE);
		await().until(() -> source.subscriptions().get(0).state() == State.NOT_SERVED);
		assertThat(source.status().state()).isEqualTo(RuleSourceStatus.State.UP);
		assertThat(source.subscriptions().get(1).state()).isEqualTo(State.WAITING);
	}

	@Test
	void refusedRequestIsToldAndIsNoFailure() {
		FaultyControlPlane server = server();
		ControlPlaneRuleSource source = subscribed(options(server.port()));
		await().until(() -> server.subscriptions().size() == 1);
		server.refuse("default", "stock", ROUTER, 4002, "Request is invalid");
		await().until(() -> onlySubscription(source).state() == State.NOT_SERVED);
		assertThat(onlySubscription(source).lastError()).isEqualTo("status 4002: Request is invalid");
		set(server, V1);
		awaitRules(V1);
		await().until(() -> onlySubscription(source).state() == State.IN_FORCE);
		assertThat(onlySubscription(source).lastError()).isNull();
	}

	private static Any routes(io.opensergo.protocol.envoy.config.route.v3.Route... routes) {
		return Any.pack(RouteConfiguration.newBuilder()
			.setName("stock")
			.addVirtualHosts(io.opensergo.protocol.envoy.config.route.v3.VirtualHost.newBuilder()
				.setName("stock-router")
				.addDomains("stock.default.svc.cluster.local")
				.addAllRoutes(List.of(routes)))
			.build());
	}

	private static io.opensergo.protocol.envoy.config.route.v3.Route route(RouteMatch match, RouteAction action) {
		return io.opensergo.protocol.envoy.config.route.v3.Route.newBuilder().setMatch(match).setRoute(action).build();
	}

	private static RouteAction cluster(String subset) {
		return RouteAction.newBuilder().setCluster("outbound||" + subset + "|stock.default.svc.cluster.local").build();
	}

	private static RouteAction weighted(String subset) {
		return RouteAction.newBuilder()
			.setWeightedClusters(
					WeightedCluster.newBuilder()
						.addClusters(ClusterWeight.newBuilder()
							.setName("outbound||" + subset + "|stock.default.svc.cluster.local")))
			.build();
	}

}
