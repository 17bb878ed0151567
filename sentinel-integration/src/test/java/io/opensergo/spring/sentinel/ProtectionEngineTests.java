package io.opensergo.spring.sentinel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.alibaba.csp.sentinel.AsyncEntry;
import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.EntryType;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.Tracer;
import com.alibaba.csp.sentinel.node.ClusterNode;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeException;
import com.alibaba.csp.sentinel.slots.block.flow.FlowException;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import com.alibaba.csp.sentinel.slots.clusterbuilder.ClusterBuilderSlot;
import com.alibaba.csp.sentinel.slots.system.SystemBlockException;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.AdaptiveStrategy;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy.MetricType;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.spring.sentinel.GlobalTokens.Answer;
import io.opensergo.spring.sentinel.ProtectionOptions.GlobalConcurrency;
import io.opensergo.spring.sentinel.ProtectionOptions.WithoutTokens;
import io.opensergo.spring.sentinel.ProtectionStatus.ResourceStatus;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.State;
import io.opensergo.spring.sentinel.limit.ManualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ProtectionEngine} through the chain of slots of Sentinel.
 */
class ProtectionEngineTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final String resource = "GET:/items/" + UUID.randomUUID();

	private final ManualTime time = new ManualTime();

	private final TestMetrics metrics = new TestMetrics();

	private final RoutingFailures failures = new RoutingFailures(Clock.systemUTC());

	private final List<BreakerStateChange> changes = new ArrayList<>();

	private final List<ProtectionCounts> counts = new ArrayList<>();

	private final ProtectionListener listener = new ProtectionListener() {

		@Override
		public void breakerChanged(BreakerStateChange change) {
			ProtectionEngineTests.this.changes.add(change);
		}

		@Override
		public void counting(ProtectionCounts counts) {
			ProtectionEngineTests.this.counts.add(counts);
		}

	};

	private Answer answer = Answer.GRANTED;

	private int asked;

	private ProtectionEngine engine = engine(ProtectionOptions.DEFAULTS, GlobalTokens.NONE);

	@BeforeEach
	void start() {
		this.engine.start();
	}

	@AfterEach
	void stop() {
		this.engine.close();
		FlowRuleManager.loadRules(List.of());
	}

	@Test
	void resourceWithoutRulePasses() {
		this.engine.apply(TestRules.plan("other", TestRules.rate(0, SECOND)));
		assertThat(passed(10)).isEqualTo(10);
		assertThat(this.counts).isEmpty();
		assertThat(this.engine.guards(this.resource, true)).isSameAs(this.engine.noGuards());
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0.2S", "PT1S", "PT5S", "PT1M" })
	void limitsTheRatePerDuration(Duration duration) {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(3, duration)));
		assertThat(passed(10)).isEqualTo(3);
		this.time.advance(duration.minusNanos(1));
		assertThat(passed(10)).isZero();
		this.time.advance(Duration.ofNanos(1));
		assertThat(passed(10)).isEqualTo(3);
	}

	@Test
	void blockTellsRuleResourceAndTime() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(1, SECOND)));
		passed(1);
		this.time.advance(Duration.ofMillis(300));
		BlockException ex = blocked();
		assertThat(ex).isInstanceOf(FlowException.class);
		assertThat(((FlowException) ex).getRule().getResource()).isEqualTo(this.resource);
		ProtectionBlock block = (ProtectionBlock) ex;
		assertThat(block.resource()).isEqualTo(this.resource);
		assertThat(block.protection().rule().id().qualifiedName()).isEqualTo("default/rule");
		assertThat(block.retryAfter()).isEqualTo(Duration.ofMillis(700));
		assertThat(ex).hasMessageContaining("default/rule").hasMessageContaining(this.resource);
		assertThat(ex.getStackTrace()).isEmpty();
	}

	@Test
	void thresholdOfZeroBlocksAllAndKnowsNoTime() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(0, SECOND)));
		assertThat(passed(10)).isZero();
		assertThat(((ProtectionBlock) blocked()).retryAfter()).isNull();
	}

	@Test
	void batchTakesSeveralOrNone() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(5, SECOND)));
		SphU.entry(this.resource, EntryType.IN, 3).exit(3);
		assertThatExceptionOfType(FlowException.class).isThrownBy(() -> SphU.entry(this.resource, EntryType.IN, 3));
		assertThat(passed(10)).isEqualTo(2);
	}

	@Test
	void limitsConcurrency() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(2)));
		Entry outer = SphU.entry(this.resource);
		Entry inner = SphU.entry(this.resource);
		assertThat(blocked()).isInstanceOf(FlowException.class);
		inner.exit();
		SphU.entry(this.resource).exit();
		outer.exit();
		outer.exit();
		assertThat(passedAtOnce(5)).isEqualTo(2);
	}

	@Test
	void asyncEntryHoldsConcurrencyUntilItEndsOnce() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(1)));
		AsyncEntry entry = SphU.asyncEntry(this.resource, EntryType.IN);
		assertThat(blocked()).isInstanceOf(FlowException.class);
		Thread other = new Thread(() -> {
			entry.exit();
			entry.exit();
		});
		other.start();
		other.join();
		assertThat(passedAtOnce(5)).isEqualTo(1);
	}

	@Test
	void laterBlockGivesBackWhatTheEarlierTook() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(2, SECOND), TestRules.concurrency(1),
				TestRules.throttling(Duration.ofMillis(1), SECOND)));
		Entry entry = SphU.entry(this.resource);
		for (int i = 0; i < 10; i++) {
			assertThat(((ProtectionBlock) blocked()).protection().strategy().metadata().name())
				.isEqualTo("concurrency");
		}
		entry.exit();
		assertThat(passed(5)).isEqualTo(1);
	}

	@Test
	void throttlingThatRefusesGivesBackToo() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(3, Duration.ofSeconds(10)),
				TestRules.throttling(Duration.ofMillis(100), Duration.ZERO)));
		assertThat(passed(10)).isEqualTo(1);
		this.time.advance(Duration.ofMillis(100));
		assertThat(passed(10)).isEqualTo(1);
		this.time.advance(Duration.ofMillis(100));
		assertThat(passed(10)).isEqualTo(1);
		this.time.advance(Duration.ofMillis(100));
		assertThat(((ProtectionBlock) blocked()).protection().strategy().metadata().name()).isEqualTo("rate");
	}

	@Test
	void throttlingSpacesRequestsAndWaits() {
		this.engine
			.apply(TestRules.plan(this.resource, TestRules.throttling(Duration.ofSeconds(3), Duration.ofSeconds(7))));
		assertThat(passed(3)).isEqualTo(3);
		assertThat(this.time.waits()).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
	}

	@Test
	void throttlingTellsWhenThereIsRoomInTheQueue() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.throttling(Duration.ofMillis(20), Duration.ZERO)));
		passed(1);
		assertThat(((ProtectionBlock) blocked()).retryAfter()).isEqualTo(Duration.ofMillis(20));
	}

	@Test
	void deferredWaitDoesNotWaitHere() throws Exception {
		this.engine
			.apply(TestRules.plan(this.resource, TestRules.throttling(Duration.ofMillis(20), Duration.ofMillis(50))));
		for (long expected : new long[] { 0, 20, 40 }) {
			DeferredWait wait = new DeferredWait();
			SphU.asyncEntry(this.resource, EntryType.IN, 1, new Object[] { "argument", wait }).exit();
			assertThat(wait.duration()).isEqualTo(Duration.ofMillis(expected));
		}
		assertThatExceptionOfType(FlowException.class)
			.isThrownBy(() -> SphU.asyncEntry(this.resource, EntryType.IN, 1, new Object[] { new DeferredWait() }));
		assertThat(this.time.waits()).isEmpty();
	}

	@Test
	void interruptedThreadDoesNotGetItsTurn() {
		this.engine
			.apply(TestRules.plan(this.resource, TestRules.throttling(Duration.ofMillis(20), Duration.ofMillis(50))));
		passed(1);
		Thread.currentThread().interrupt();
		assertThat(blocked()).isInstanceOf(FlowException.class);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void waitForATurnDoesNotCountAsSlow() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.throttling(SECOND, Duration.ofSeconds(10)),
				TestRules.slowBreaker(0.01, 1, Duration.ofMillis(10))));
		assertThat(passed(3)).isEqualTo(3);
		DeferredWait wait = new DeferredWait();
		AsyncEntry entry = SphU.asyncEntry(this.resource, EntryType.IN, 1, new Object[] { wait });
		this.time.advance(wait.duration().plusMillis(10));
		entry.exit();
		assertThat(this.changes).isEmpty();
		AsyncEntry slow = SphU.asyncEntry(this.resource, EntryType.IN, 1, new Object[] { wait });
		this.time.advance(wait.duration().plusMillis(11));
		slow.exit();
		assertThat(this.changes).hasSize(1);
	}

	@Test
	void breakerOpensProbesAndCloses() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.errorBreaker(1, 3)));
		fail(new IllegalStateException(), 3);
		BlockException ex = blocked();
		assertThat(ex).isInstanceOf(DegradeException.class);
		assertThat(((ProtectionBlock) ex).retryAfter()).isEqualTo(Duration.ofMillis(250));
		this.time.advance(Duration.ofMillis(250));
		Entry probe = SphU.entry(this.resource);
		assertThat(blocked()).isInstanceOf(DegradeException.class);
		probe.exit();
		assertThat(passed(5)).isEqualTo(5);
		assertThat(this.changes).extracting((change) -> change.from() + " " + change.to())
			.containsExactly("CLOSED OPEN", "OPEN HALF_OPEN", "HALF_OPEN CLOSED");
		assertThat(this.changes).allSatisfy((change) -> assertThat(change.resource()).isEqualTo(this.resource));
	}

	@Test
	void breakerOpensForSlowRequests() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.slowBreaker(0.5, 2, Duration.ofMillis(100))));
		Entry exact = SphU.entry(this.resource);
		this.time.advance(Duration.ofMillis(100));
		exact.exit();
		assertThat(this.changes).isEmpty();
		Entry slow = SphU.entry(this.resource);
		this.time.advance(Duration.ofMillis(101));
		slow.exit();
		assertThat(blocked()).isInstanceOf(DegradeException.class);
	}

	@ParameterizedTest
	@CsvSource({ "java.io.IOException, true", "java.io.FileNotFoundException, false", "java.lang.Exception, true",
			"java.io.UncheckedIOException, true", "java.lang.IllegalStateException, false" })
	void breakerCountsErrorTypesWithSubclassesAndCauses(String type, boolean counts) throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.errorBreaker(1, 1, type)));
		fail(new UncheckedIOException(new IOException()), 1);
		assertThat(this.changes).hasSize(counts ? 1 : 0);
	}

	@Test
	void causesThatGoInCirclesAreFollowedNotForEver() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.errorBreaker(1, 1, "no.such.Type")));
		Exception first = new Exception();
		first.initCause(new Exception(first));
		fail(first, 1);
		assertThat(this.changes).isEmpty();
	}

	@Test
	void blockedRequestsAreNoErrors() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.errorBreaker(0.5, 2), TestRules.rate(2, SECOND)));
		assertThat(passed(1)).isEqualTo(1);
		passed(10);
		this.time.advance(Duration.ofSeconds(5));
		passed(10);
		assertThat(this.changes).isEmpty();
	}

	@Test
	void probeThatIsBlockedLaterLeavesTheBreakerOpen() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.errorBreaker(1, 1),
				TestRules.throttling(Duration.ofSeconds(10), Duration.ZERO)));
		fail(new IllegalStateException(), 1);
		this.time.advance(Duration.ofMillis(250));
		assertThat(blocked()).isInstanceOf(FlowException.class);
		assertThat(status().breaker()).isEqualTo(State.OPEN);
		this.time.advance(Duration.ofSeconds(10));
		SphU.entry(this.resource).exit();
		assertThat(status().breaker()).isEqualTo(State.CLOSED);
	}

	@ParameterizedTest
	@EnumSource(MetricType.class)
	void shedsInboundRequestsAboveTheThreshold(MetricType metric) {
		this.engine.apply(TestRules.plan(this.resource, TestRules.overload(metric, 0.8, AdaptiveStrategy.NONE)));
		this.metrics.values.put(metric, 0.8);
		assertThat(passed(2)).isEqualTo(2);
		this.metrics.values.put(metric, 0.81);
		assertThat(passed(2)).isZero();
		BlockException ex = blocked();
		assertThat(ex).isInstanceOf(SystemBlockException.class).isInstanceOf(ProtectionBlock.class);
		assertThat(((SystemBlockException) ex).getResourceName()).isEqualTo(this.resource);
	}

	@Test
	void outboundRequestsAreNotShed() throws Exception {
		this.engine.apply(
				TestRules.plan(this.resource, TestRules.overload(MetricType.CPU_PERCENTAGE, 0, AdaptiveStrategy.NONE)));
		this.metrics.values.put(MetricType.CPU_PERCENTAGE, 1.0);
		SphU.entry(this.resource, EntryType.OUT).exit();
		assertThat(this.counts).isEmpty();
		assertThat(passed(1)).isZero();
	}

	@Test
	void bbrShedsWhatExceedsTheCapacity() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.overload(MetricType.LOAD, 1, AdaptiveStrategy.BBR)));
		this.metrics.values.put(MetricType.LOAD, 2.0);
		this.metrics.requests = 10;
		this.metrics.capacity = 10;
		assertThat(passed(1)).isEqualTo(1);
		this.metrics.capacity = 9.9;
		assertThat(passed(1)).isZero();
		this.metrics.requests = 1;
		this.metrics.capacity = 0;
		assertThat(passed(1)).isEqualTo(1);
		this.metrics.requests = 2;
		assertThat(passed(1)).isZero();
		this.metrics.values.put(MetricType.LOAD, 0.5);
		assertThat(passed(1)).isEqualTo(1);
	}

	@Test
	void ruleWithoutTargetsShedsAllInboundRequests() {
		var strategy = TestRules.overload(MetricType.CPU_PERCENTAGE, 0.5, AdaptiveStrategy.NONE);
		this.engine.apply(TestRules.plan(strategy, TestRules.ruleForAll("all", strategy)));
		this.metrics.values.put(MetricType.CPU_PERCENTAGE, 0.9);
		assertThat(passed(3)).isZero();
	}

	@Test
	void pushKeepsCountersAndOpenBreakersOfUnchangedStrategies() throws Exception {
		var rate = TestRules.rate(5, SECOND);
		var breaker = TestRules.errorBreaker(1, 3);
		this.engine.apply(TestRules.plan(this.resource, rate, breaker));
		fail(new IllegalStateException(), 3);
		this.engine.apply(TestRules.plan(this.resource, rate, breaker, TestRules.concurrency(100)));
		assertThat(blocked()).isInstanceOf(DegradeException.class);
		this.time.advance(Duration.ofMillis(250));
		assertThat(passed(10)).isEqualTo(2);
	}

	@Test
	void pushOfAChangedStrategyStartsAfresh() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(5, SECOND)));
		assertThat(passed(10)).isEqualTo(5);
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(6, SECOND)));
		assertThat(passed(10)).isEqualTo(6);
	}

	@Test
	void changedFallbackKeepsTheCounter() {
		var rate = TestRules.rate(5, SECOND);
		this.engine.apply(TestRules.plan(this.resource, rate));
		assertThat(passed(3)).isEqualTo(3);
		FaultToleranceRule rule = TestRules.rule("rule", new StringMatch.Exact(this.resource, false), rate);
		this.engine.apply(TestRules.plan(rate,
				new HttpRequestFallbackAction(RuleMetadata.of("default", "busy"), 503, "busy", List.of()),
				new FaultToleranceRule(rule.metadata(), Map.of(), rule.targets(), rule.strategies(),
						new FaultToleranceRule.ActionReference("busy"))));
		assertThat(passed(10)).isEqualTo(2);
		HttpRequestFallbackAction fallback = ((ProtectionBlock) blocked()).protection().fallback();
		assertThat(fallback).isNotNull();
		assertThat(fallback.body()).isEqualTo("busy");
	}

	@Test
	void removedRuleIsForgotten() {
		var rate = TestRules.rate(5, SECOND);
		this.engine.apply(TestRules.plan(this.resource, rate));
		assertThat(passed(10)).isEqualTo(5);
		this.engine.apply(ProtectionPlan.EMPTY);
		assertThat(passed(10)).isEqualTo(10);
		assertThat(this.engine.status()).isEmpty();
		this.engine.apply(TestRules.plan(this.resource, rate));
		assertThat(passed(10)).isEqualTo(5);
	}

	@Test
	void requestThatOutlivesItsRuleEndsWell() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(1)));
		Entry entry = SphU.entry(this.resource);
		this.engine.apply(ProtectionPlan.EMPTY);
		this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(1)));
		Entry second = SphU.entry(this.resource);
		second.exit();
		entry.exit();
		assertThat(passedAtOnce(5)).isEqualTo(1);
		assertThat(this.failures.count()).isZero();
	}

	@Test
	void rulesOfTheUserWorkBesideOurs() {
		FlowRule flow = new FlowRule(this.resource);
		flow.setGrade(RuleConstant.FLOW_GRADE_QPS);
		flow.setCount(3);
		FlowRuleManager.loadRules(List.of(flow));
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(5, SECOND)));
		assertThat(passed(10)).isEqualTo(3);
		FlowRuleManager.loadRules(List.of());
		assertThat(passed(10)).isEqualTo(2);
		assertThat(FlowRuleManager.getRules()).isEmpty();
	}

	@Test
	void sentinelCountsWhatPassesAndWhatIsBlocked() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(3, SECOND)));
		passed(10);
		ClusterNode node = ClusterBuilderSlot.getClusterNode(this.resource);
		assertThat(node.totalPass()).isEqualTo(3);
		assertThat(node.blockRequest()).isEqualTo(7);
		assertThat(node.curThreadNum()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void errorOfTheEngineLetsRequestsPassAndIsCounted(boolean metrics) throws Exception {
		this.engine.close();
		this.engine = metrics ? engine(new FailingMetrics()) : engine(ProtectionOptions.DEFAULTS, GlobalTokens.NONE);
		this.engine.start();
		if (metrics) {
			this.engine.apply(TestRules.plan(this.resource,
					TestRules.overload(MetricType.LOAD, 0, AdaptiveStrategy.NONE), TestRules.concurrency(1)));
		}
		else {
			this.time.fail(true);
			this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(1)));
		}
		Entry entry = SphU.entry(this.resource, EntryType.IN);
		assertThat(ClusterBuilderSlot.getClusterNode(this.resource).curThreadNum()).isEqualTo(1);
		entry.exit();
		this.time.fail(false);
		assertThat(passed(3)).isEqualTo(3);
		assertThat(ClusterBuilderSlot.getClusterNode(this.resource).curThreadNum()).isZero();
		assertThat(this.failures.count()).isPositive();
	}

	@Test
	void engineThatIsClosedBlocksNothing() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(0, SECOND)));
		assertThat(passed(1)).isZero();
		this.engine.close();
		assertThat(passed(1)).isEqualTo(1);
		this.engine.start();
		this.engine.start();
		assertThat(passed(1)).isZero();
		this.engine.close();
		assertThat(passed(1)).isEqualTo(1);
	}

	@Test
	void rulesOfAllApplicationsOfTheVirtualMachineCount() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(1)));
		try (ProtectionEngine other = engine(ProtectionOptions.DEFAULTS, GlobalTokens.NONE)) {
			other.apply(TestRules.plan(this.resource, TestRules.rate(2, SECOND)));
			other.start();
			assertThat(passed(3)).isEqualTo(2);
			assertThat(passedAtOnce(3)).isZero();
		}
		assertThat(passedAtOnce(3)).isEqualTo(1);
		assertThat(passed(3)).isEqualTo(3);
	}

	@Test
	void globalToLocalAppliesTheExactShare() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(LimitMode.GLOBAL_TO_LOCAL, 10, SECOND)));
		assertThat(passed(20)).isEqualTo(10);
		this.engine.apply(new InstanceShare(3, 0));
		assertThat(passed(20)).isZero();
		this.time.advance(SECOND);
		assertThat(passed(2)).isEqualTo(2);
		this.engine.apply(new InstanceShare(3, 1));
		assertThat(passed(20)).isEqualTo(1);
		assertThat(this.engine.status().get(0).effect())
			.isEqualTo("at most 3 requests in any 1 s, the share of this instance in 10 for 3 instances");
	}

	@ParameterizedTest
	@CsvSource({ "10, 3", "2, 3", "7, 7", "0, 2", "100, 1" })
	void sharesAddUpToTheLimit(long limit, int instances) {
		long sum = 0;
		for (int rank = 0; rank < instances; rank++) {
			sum += new InstanceShare(instances, rank).of(limit);
		}
		assertThat(sum).isEqualTo(limit);
	}

	@Test
	void globalLimitAsksForTokens() {
		restart(ProtectionOptions.DEFAULTS);
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(LimitMode.GLOBAL, 1, SECOND)));
		assertThat(this.engine.mayWaitForTokens(this.resource, true)).isTrue();
		assertThat(passed(5)).isEqualTo(5);
		this.answer = Answer.REFUSED;
		assertThat(passed(5)).isZero();
		assertThat(this.asked).isEqualTo(10);
		assertThat(this.engine.rejections()).isEmpty();
	}

	@Test
	void tokensAreAskedForAfterWhatCanRefuseHere() {
		restart(ProtectionOptions.DEFAULTS);
		RateLimitStrategy global = new RateLimitStrategy(RuleMetadata.of("default", "global"),
				RateLimitStrategy.MetricType.REQUEST_AMOUNT, LimitMode.GLOBAL, 100, SECOND);
		this.engine.apply(TestRules.plan(this.resource, global, TestRules.rate(2, SECOND)));
		assertThat(passed(10)).isEqualTo(2);
		assertThat(this.asked).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "LOCAL_SHARE, 5", "PASS, 20", "BLOCK, 0" })
	void withoutTokenServerTheOptionDecides(WithoutTokens withoutTokens, int expected) {
		restart(new ProtectionOptions(withoutTokens, GlobalConcurrency.REJECT));
		this.answer = Answer.UNAVAILABLE;
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(LimitMode.GLOBAL, 10, SECOND)));
		this.engine.apply(new InstanceShare(2, 0));
		assertThat(passed(20)).isEqualTo(expected);
	}

	@Test
	void globalLimitWithoutTokenServerIsWarnedOf() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(LimitMode.GLOBAL, 10, SECOND)));
		assertThat(this.engine.rejections()).singleElement()
			.satisfies((problem) -> assertThat(problem.severity()).isEqualTo(Severity.WARNING))
			.satisfies((problem) -> assertThat(problem.describe())
				.contains("there is no token server: each instance applies its share of the limit"));
		assertThat(this.engine.status().get(0).effect()).startsWith("at most 10 requests in any 1 s")
			.endsWith("there is no token server");
	}

	@Test
	void globalConcurrencyIsRejected() {
		this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(LimitMode.GLOBAL, 0)));
		assertThat(passed(3)).isEqualTo(3);
		assertThat(this.engine.rejections()).singleElement()
			.satisfies((problem) -> assertThat(problem.severity()).isEqualTo(Severity.ERROR))
			.extracting(Rejection::path)
			.isEqualTo("spec.limitMode");
	}

	@Test
	void globalConcurrencyMayApplyItsShare() {
		restart(new ProtectionOptions(WithoutTokens.LOCAL_SHARE, GlobalConcurrency.LOCAL));
		this.engine.apply(TestRules.plan(this.resource, TestRules.concurrency(LimitMode.GLOBAL, 5)));
		this.engine.apply(new InstanceShare(2, 1));
		assertThat(passedAtOnce(5)).isEqualTo(2);
		assertThat(this.engine.rejections()).singleElement()
			.extracting(Rejection::severity)
			.isEqualTo(Severity.WARNING);
	}

	@Test
	void statusTellsFormCountsAndState() throws Exception {
		this.engine.apply(TestRules.plan(this.resource, TestRules.rate(4, Duration.ofMillis(1500)),
				TestRules.errorBreaker(1, 3, "java.lang.IllegalStateException")));
		fail(new IllegalStateException(), 3);
		passed(2);
		List<ProtectionStatus> status = this.engine.status();
		assertThat(status).extracting(ProtectionStatus::effect)
			.containsExactly("at most 4 requests in any 1500 ms",
					"opens for 250 ms when at least 100.0 % of at least 3 requests in 1 s fail with java.lang.IllegalStateException");
		assertThat(status.get(0).resources()).containsExactly(new ResourceStatus(this.resource, 3, 0, null, null));
		assertThat(status.get(1).resources())
			.containsExactly(new ResourceStatus(this.resource, 3, 2, State.OPEN, Duration.ofMillis(250)));
		assertThat(this.counts).singleElement().satisfies((counts) -> {
			assertThat(counts.resource()).isEqualTo(this.resource);
			assertThat(counts.rule().name()).isEqualTo("rule");
			assertThat(counts.passed()).isEqualTo(3);
			assertThat(counts.blocked()).isEqualTo(2);
		});
	}

	@Test
	void resourcesOfAPatternAreCountedOneByOneUpToABound() throws Exception {
		var rate = TestRules.rate(1, SECOND);
		this.engine.apply(TestRules.plan(rate,
				TestRules.rule("rule", new StringMatch.Prefix("bound" + this.resource, false), rate)));
		for (int i = 0; i < GuardRegistry.MAX_COUNTED_RESOURCES + 20; i++) {
			SphU.entry("bound" + this.resource + i).exit();
		}
		assertThat(this.counts).hasSize(GuardRegistry.MAX_COUNTED_RESOURCES + 1);
		assertThat(this.counts).last().satisfies((counts) -> {
			assertThat(counts.resource()).isEqualTo(GuardRegistry.OTHER_RESOURCES);
			assertThat(counts.passed()).isEqualTo(20);
		});
	}

	@Test
	void failingListenerHarmsNobody() throws Exception {
		this.engine.close();
		this.engine = new ProtectionEngine(this.time, this.metrics, GlobalTokens.NONE, ProtectionOptions.DEFAULTS,
				this.failures, List.of(new FailingListener(), this.listener));
		this.engine.start();
		this.engine.apply(TestRules.plan(this.resource, TestRules.errorBreaker(1, 1)));
		fail(new IllegalStateException(), 1);
		assertThat(this.changes).hasSize(1);
		assertThat(this.counts).hasSize(1);
		assertThat(blocked()).isInstanceOf(DegradeException.class);
		assertThat(this.failures.count()).isEqualTo(2);
	}

	private void restart(ProtectionOptions options) {
		this.engine.close();
		this.engine = engine(options, new GlobalTokens() {

			@Override
			public Answer request(io.opensergo.core.protection.Protection protection, String resource, int tokens) {
				ProtectionEngineTests.this.asked++;
				return ProtectionEngineTests.this.answer;
			}

			@Override
			public @Nullable String problem() {
				return null;
			}

		});
		this.engine.start();
	}

	private ProtectionEngine engine(ProtectionOptions options, GlobalTokens tokens) {
		return new ProtectionEngine(this.time, this.metrics, tokens, options, this.failures, List.of(this.listener));
	}

	private ProtectionEngine engine(OverloadMetrics metrics) {
		return new ProtectionEngine(this.time, metrics, GlobalTokens.NONE, ProtectionOptions.DEFAULTS, this.failures,
				List.of(this.listener));
	}

	private ResourceStatus status() {
		return this.engine.status()
			.stream()
			.flatMap((status) -> status.resources().stream())
			.filter((status) -> status.breaker() != null)
			.findFirst()
			.orElseThrow();
	}

	private int passed(int tries) {
		int passed = 0;
		for (int i = 0; i < tries; i++) {
			try (Entry entry = SphU.entry(this.resource, EntryType.IN)) {
				passed++;
			}
			catch (BlockException ex) {
				assertThat(ex.getMessage()).isNotEqualTo("unexpected");
			}
		}
		return passed;
	}

	private int passedAtOnce(int tries) {
		List<Entry> entries = new ArrayList<>();
		for (int i = 0; i < tries; i++) {
			try {
				entries.add(SphU.asyncEntry(this.resource, EntryType.IN));
			}
			catch (BlockException ex) {
				// counted by those that pass
			}
		}
		entries.forEach(Entry::exit);
		return entries.size();
	}

	private BlockException blocked() {
		try {
			SphU.entry(this.resource, EntryType.IN).exit();
		}
		catch (BlockException ex) {
			return ex;
		}
		throw new AssertionError("The request was not blocked");
	}

	private void fail(Throwable error, int times) throws BlockException {
		for (int i = 0; i < times; i++) {
			Entry entry = SphU.entry(this.resource, EntryType.IN);
			Tracer.traceEntry(error, entry);
			entry.exit();
		}
	}

	private static final class FailingListener implements ProtectionListener {

		@Override
		public void breakerChanged(BreakerStateChange change) {
			throw new IllegalStateException("as the test wants it");
		}

		@Override
		public void counting(ProtectionCounts counts) {
			throw new IllegalStateException("as the test wants it");
		}

	}

	private static class TestMetrics implements OverloadMetrics {

		private final Map<MetricType, Double> values = new java.util.EnumMap<>(MetricType.class);

		private int requests;

		private double capacity;

		@Override
		public double cpuUsage() {
			return this.values.getOrDefault(MetricType.CPU_PERCENTAGE, 0.0);
		}

		@Override
		public double loadAverage() {
			return this.values.getOrDefault(MetricType.LOAD, 0.0);
		}

		@Override
		public double heapUsage() {
			return this.values.getOrDefault(MetricType.MEMORY_PERCENTAGE, 0.0);
		}

		@Override
		public int inboundRequests() {
			return this.requests;
		}

		@Override
		public double inboundCapacity() {
			return this.capacity;
		}

	}

	private static final class FailingMetrics extends TestMetrics {

		@Override
		public double loadAverage() {
			throw new IllegalStateException("as the test wants it");
		}

	}

}
