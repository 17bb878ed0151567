package io.opensergo.spring.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.EntryType;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRule;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRuleManager;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.spring.sentinel.GlobalTokens;
import io.opensergo.spring.sentinel.ProtectionEngine;
import io.opensergo.spring.sentinel.ProtectionOptions;
import io.opensergo.spring.sentinel.SentinelOverloadMetrics;
import io.opensergo.spring.sentinel.limit.TimeSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an entry of Sentinel costs with a rule: one of ours, and the same rule in
 * Sentinel's own slots.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3,
		jvmArgsAppend = { "-Dcsp.sentinel.metric.flush.interval=0", "-Dcsp.sentinel.log.dir=target/sentinel-logs",
				"-DEAGLEEYE.LOG.PATH=target/sentinel-logs" })
@State(Scope.Benchmark)
public class ProtectionBenchmark {

	/**
	 * More than passes, so that every entry does.
	 */
	private static final long ENOUGH = 100_000_000;

	private static final double NEVER = 0.99;

	private static final int MIN_REQUESTS = 5;

	private static final String OURS = "GET:/ours";

	private static final String STOCK = "GET:/stock";

	/**
	 * The rule: {@code none}, a {@code rate} per second, one that blocks all
	 * ({@code blocked}), a limit of {@code concurrency}, a {@code breaker} on errors, or
	 * rate, concurrency and breaker ({@code all}).
	 */
	@Param({ "none", "rate", "blocked", "concurrency", "breaker", "all" })
	String rule = "none";

	private final ProtectionEngine engine = new ProtectionEngine(TimeSource.SYSTEM, new SentinelOverloadMetrics(),
			GlobalTokens.NONE, ProtectionOptions.DEFAULTS, new RoutingFailures(Clock.systemUTC()), List.of());

	/**
	 * Puts the rules in force, ours for one resource and those of Sentinel for another.
	 */
	@Setup
	public void rules() {
		List<Rule> strategies = new ArrayList<>();
		List<FlowRule> flow = new ArrayList<>();
		List<DegradeRule> degrade = new ArrayList<>();
		if (this.rule.equals("rate") || this.rule.equals("all")) {
			strategies.add(rate(ENOUGH));
			flow.add(new FlowRule(STOCK).setGrade(RuleConstant.FLOW_GRADE_QPS).setCount(ENOUGH));
		}
		if (this.rule.equals("blocked")) {
			strategies.add(rate(0));
			flow.add(new FlowRule(STOCK).setGrade(RuleConstant.FLOW_GRADE_QPS).setCount(0));
		}
		if (this.rule.equals("concurrency") || this.rule.equals("all")) {
			strategies
				.add(new ConcurrencyLimitStrategy(RuleMetadata.of("default", "concurrency"), LimitMode.LOCAL, ENOUGH));
			flow.add(new FlowRule(STOCK).setGrade(RuleConstant.FLOW_GRADE_THREAD).setCount(ENOUGH));
		}
		if (this.rule.equals("breaker") || this.rule.equals("all")) {
			strategies
				.add(new CircuitBreakerStrategy(RuleMetadata.of("default", "breaker"), Trigger.ERROR_REQUEST_RATIO,
						NEVER, Duration.ofSeconds(1), Duration.ofSeconds(1), MIN_REQUESTS, null, List.of()));
			degrade.add(new DegradeRule(STOCK).setGrade(RuleConstant.DEGRADE_GRADE_EXCEPTION_RATIO)
				.setCount(NEVER)
				.setTimeWindow(1)
				.setStatIntervalMs((int) TimeUnit.SECONDS.toMillis(1))
				.setMinRequestAmount(MIN_REQUESTS));
		}
		FlowRuleManager.loadRules(flow);
		DegradeRuleManager.loadRules(degrade);
		List<Rule> rules = new ArrayList<>(strategies);
		if (!strategies.isEmpty()) {
			rules.add(new FaultToleranceRule(RuleMetadata.of("default", "rule"), Map.of(),
					List.of(new Target(new StringMatch.Exact(OURS, false))),
					strategies.stream()
						.map((strategy) -> new StrategyReference(strategy.metadata().name(), strategy.kind()))
						.toList(),
					null));
		}
		this.engine.apply(ProtectionPlan.compile(new RuleSnapshot(1, rules, List.of()), Scenario.CALLER));
		this.engine.start();
	}

	private static RateLimitStrategy rate(long threshold) {
		return new RateLimitStrategy(RuleMetadata.of("default", "rate"), RateLimitStrategy.MetricType.REQUEST_AMOUNT,
				LimitMode.LOCAL, threshold, Duration.ofSeconds(1));
	}

	/**
	 * Leaves nothing in Sentinel.
	 */
	@TearDown
	public void clear() {
		this.engine.close();
		FlowRuleManager.loadRules(List.of());
		DegradeRuleManager.loadRules(List.of());
	}

	/**
	 * An entry of the resource of our rule.
	 * @return whether it passed
	 */
	@Benchmark
	public boolean entry() {
		return pass(OURS);
	}

	/**
	 * An entry of the resource of Sentinel's rule.
	 * @return whether it passed
	 */
	@Benchmark
	public boolean entryOther() {
		return pass(STOCK);
	}

	private static boolean pass(String resource) {
		try {
			Entry entry = SphU.entry(resource, EntryType.IN);
			entry.exit();
			return true;
		}
		catch (BlockException ex) {
			return false;
		}
	}

}
