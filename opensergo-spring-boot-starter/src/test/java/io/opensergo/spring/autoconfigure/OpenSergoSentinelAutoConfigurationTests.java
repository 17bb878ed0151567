package io.opensergo.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.EntryType;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.Tracer;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opensergo.core.engine.UnappliedFieldReport;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.StrategyReference;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSource;
import io.opensergo.core.source.RuleSourceListener;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.spring.actuate.OpenSergoEndpoint;
import io.opensergo.spring.actuate.OpenSergoEndpoint.OpenSergoDescriptor;
import io.opensergo.spring.actuate.ProtectionMetrics;
import io.opensergo.spring.sentinel.GlobalTokens;
import io.opensergo.spring.sentinel.OverloadMetrics;
import io.opensergo.spring.sentinel.ProtectionEngine;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoSentinelAutoConfiguration}.
 */
class OpenSergoSentinelAutoConfigurationTests {

	private final String resource = "GET:/orders/" + UUID.randomUUID();

	private final PushedRules rules = new PushedRules();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OpenSergoAutoConfiguration.class,
				OpenSergoSentinelAutoConfiguration.class, OpenSergoActuatorAutoConfiguration.class))
		.withPropertyValues("spring.application.name=order", "management.endpoints.web.exposure.include=opensergo")
		.withBean("pushedRules", PushedRules.class, () -> this.rules);

	@Test
	void rulesProtectAsLongAsTheContextIsThere() {
		this.rules.initial = rules(rate(2));
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ProtectionEngine.class).hasSingleBean(OverloadMetrics.class);
			assertThat(passed(5)).isEqualTo(2);
			this.rules.push(rules(rate(4)));
			assertThat(passed(5)).isEqualTo(4);
			this.rules.push(List.of());
			assertThat(passed(5)).isEqualTo(5);
			this.rules.push(rules(rate(0)));
			assertThat(passed(5)).isZero();
		});
		assertThat(passed(5)).isEqualTo(5);
	}

	@Test
	void contextThatIsStoppedProtectsNothingUntilItIsStartedAgain() {
		this.rules.initial = rules(rate(0));
		this.runner.run((context) -> {
			context.stop();
			assertThat(passed(1)).isEqualTo(1);
			context.start();
			assertThat(passed(1)).isZero();
		});
	}

	@Test
	void rulesForOtherApplicationsDoNothing() {
		FaultToleranceRule rule = (FaultToleranceRule) rules(rate(0)).get(1);
		this.rules.initial = List.of(rate(0),
				new FaultToleranceRule(new RuleMetadata("default", "limits", Map.of("app", "stock")), Map.of(),
						rule.targets(), rule.strategies(), null));
		this.runner.run((context) -> assertThat(passed(3)).isEqualTo(3));
	}

	@Test
	void whenDisabledNothingIsProtectedAndThatIsReported() {
		this.rules.initial = rules(rate(0));
		this.runner.withPropertyValues("opensergo.sentinel.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(ProtectionEngine.class).doesNotHaveBean(ProtectionMetrics.class);
			assertThat(passed(3)).isEqualTo(3);
			assertThat(context.getBean(UnappliedFieldReport.class).fields()).singleElement()
				.satisfies((field) -> assertThat(field.path()).isEqualTo("spec.strategies"))
				.satisfies((field) -> assertThat(field.fix()).contains("opensergo.sentinel.enabled"));
			assertThat(context.getBean(OpenSergoEndpoint.class).opensergo().protections()).isEmpty();
		});
	}

	@Test
	void whenEnabledNoFieldIsReported() {
		this.rules.initial = rules(rate(0));
		this.runner.run((context) -> assertThat(context.getBean(UnappliedFieldReport.class).fields()).isEmpty());
	}

	@Test
	void withoutSentinelNothingIsThere() {
		this.runner.withClassLoader(new FilteredClassLoader(SphU.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("openSergoProtectionEngine"));
	}

	@Test
	void beansOfTheApplicationWin() {
		this.runner.withUserConfiguration(OwnTokens.class).run((context) -> {
			assertThat(context).hasSingleBean(OverloadMetrics.class);
			this.rules.push(rules(global(1)));
			assertThat(passed(3)).isZero();
			assertThat(context.getBean(ProtectionEngine.class).rejections()).isEmpty();
		});
	}

	@Test
	void whatTheApplicationDecidedAboutGlobalLimitsIsDone() {
		this.rules.initial = rules(global(1));
		this.runner.withPropertyValues("opensergo.sentinel.without-token-server=pass")
			.run((context) -> assertThat(passed(3)).isEqualTo(3));
		this.runner.withPropertyValues("opensergo.sentinel.without-token-server=block")
			.run((context) -> assertThat(passed(3)).isZero());
		this.runner.run((context) -> assertThat(passed(3)).isEqualTo(1));
		this.rules.initial = rules(
				new ConcurrencyLimitStrategy(RuleMetadata.of("default", "limit"), LimitMode.GLOBAL, 0));
		this.runner.withPropertyValues("opensergo.sentinel.global-concurrency=local")
			.run((context) -> assertThat(passed(3)).isZero());
		this.runner.run((context) -> assertThat(passed(3)).isEqualTo(3));
	}

	@Test
	void endpointShowsProtectionsAndTheirProblems() {
		FaultToleranceRule rule = (FaultToleranceRule) rules(rate(2)).get(1);
		List<StrategyReference> references = List.of(rule.strategies().get(0), new StrategyReference("missing", null),
				new StrategyReference("global", null));
		this.rules.initial = List.of(rate(2),
				new RateLimitStrategy(RuleMetadata.of("default", "global"), RateLimitStrategy.MetricType.REQUEST_AMOUNT,
						LimitMode.GLOBAL, 100, Duration.ofSeconds(1)),
				new FaultToleranceRule(rule.metadata(), Map.of(), rule.targets(), references, null));
		this.runner.run((context) -> {
			passed(5);
			OpenSergoDescriptor state = context.getBean(OpenSergoEndpoint.class).opensergo();
			assertThat(state.protections()).hasSize(2)
				.first()
				.satisfies((protection) -> assertThat(protection.rule()).isEqualTo("default/limits"))
				.satisfies((protection) -> assertThat(protection.kind()).isEqualTo("RateLimitStrategy"))
				.satisfies((protection) -> assertThat(protection.strategy()).isEqualTo("limit"))
				.satisfies((protection) -> assertThat(protection.effect()).isEqualTo("at most 2 requests in any 60 s"))
				.satisfies((protection) -> assertThat(protection.resources()).singleElement()
					.isEqualTo(new OpenSergoEndpoint.ProtectedResourceDescriptor(this.resource, 2, 3, null, null)));
			assertThat(state.rejections()).singleElement()
				.satisfies((problem) -> assertThat(problem.reason()).contains("'missing'"));
			assertThat(state.warnings()).singleElement()
				.satisfies((problem) -> assertThat(problem.reason()).contains("there is no token server"));
			assertThat(context.getBean(ProtectionEngine.class).rejections()).extracting(Rejection::severity)
				.containsExactly(Rejection.Severity.ERROR, Rejection.Severity.WARNING);
		});
	}

	@Test
	void metersCountWhatPassesAndWhatIsBlocked() {
		this.rules.initial = rules(rate(2));
		this.runner.withBean(SimpleMeterRegistry.class).run((context) -> {
			MeterRegistry early = context.getBean(MeterRegistry.class);
			context.getBean(ProtectionMetrics.class).bindTo(early);
			passed(5);
			MeterRegistry late = new SimpleMeterRegistry();
			context.getBean(ProtectionMetrics.class).bindTo(late);
			for (MeterRegistry registry : List.of(early, late)) {
				assertThat(count(registry, "pass")).isEqualTo(2);
				assertThat(count(registry, "block")).isEqualTo(3);
			}
			this.rules.push(rules(rate(1)));
			passed(5);
			assertThat(count(early, "pass")).isEqualTo(3);
			assertThat(count(early, "block")).isEqualTo(7);
			assertThat(early.getMeters()).hasSize(2);
		});
	}

	@Test
	void changesOfBreakersAreEvents() {
		this.rules.initial = rules(new CircuitBreakerStrategy(RuleMetadata.of("default", "limit"),
				Trigger.ERROR_REQUEST_RATIO, 1, Duration.ofSeconds(10), Duration.ofSeconds(10), 1, null, List.of()));
		this.runner.withUserConfiguration(Listener.class).run((context) -> {
			Entry entry = SphU.entry(this.resource, EntryType.IN);
			Tracer.traceEntry(new IllegalStateException(), entry);
			entry.exit();
			assertThat(context.getBean(Listener.class).events).singleElement().satisfies((event) -> {
				assertThat(event.change().resource()).isEqualTo(this.resource);
				assertThat(event.change().from()).isEqualTo(State.CLOSED);
				assertThat(event.change().to()).isEqualTo(State.OPEN);
				assertThat(event.change().protection().rule().id()).isEqualTo(event.getSource());
			});
			assertThat(context.getBean(OpenSergoEndpoint.class).opensergo().protections().get(0).resources().get(0))
				.satisfies((state) -> assertThat(state.breaker()).isEqualTo("OPEN"))
				.satisfies((state) -> assertThat(state.retryIn()).startsWith("PT9"));
		});
	}

	private double count(MeterRegistry registry, String outcome) {
		return registry.get("opensergo.protection")
			.tag("resource", this.resource)
			.tag("rule", "default/limits")
			.tag("outcome", outcome)
			.functionCounter()
			.count();
	}

	private int passed(int tries) {
		int passed = 0;
		for (int i = 0; i < tries; i++) {
			try (Entry entry = SphU.entry(this.resource, EntryType.IN)) {
				passed++;
			}
			catch (BlockException ex) {
				// not counted
			}
		}
		return passed;
	}

	private List<Rule> rules(io.opensergo.core.rule.ProtectionStrategy strategy) {
		return List.of(strategy,
				new FaultToleranceRule(RuleMetadata.of("default", "limits"), Map.of(),
						List.of(new Target(new StringMatch.Exact(this.resource, false))),
						List.of(new StrategyReference("limit", null)), null));
	}

	private static RateLimitStrategy rate(long threshold) {
		return rate(LimitMode.LOCAL, threshold);
	}

	private static RateLimitStrategy global(long threshold) {
		return rate(LimitMode.GLOBAL, threshold);
	}

	private static RateLimitStrategy rate(LimitMode mode, long threshold) {
		return new RateLimitStrategy(RuleMetadata.of("default", "limit"), RateLimitStrategy.MetricType.REQUEST_AMOUNT,
				mode, threshold, Duration.ofMinutes(1));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTokens {

		@Bean
		GlobalTokens ownTokens() {
			return new GlobalTokens() {

				@Override
				public Answer request(io.opensergo.core.protection.Protection protection, String resource, int tokens) {
					return Answer.REFUSED;
				}

				@Override
				public @Nullable String problem() {
					return null;
				}

			};
		}

		@Bean
		OverloadMetrics ownMetrics() {
			return new io.opensergo.spring.sentinel.SentinelOverloadMetrics();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		private final List<CircuitBreakerStateChangedEvent> events = new ArrayList<>();

		@EventListener
		void changed(CircuitBreakerStateChangedEvent event) {
			this.events.add(event);
		}

	}

	private static final class PushedRules implements RuleSource {

		private List<Rule> initial = List.of();

		private @Nullable RuleSourceListener listener;

		void push(List<Rule> rules) {
			assertThat(this.listener).isNotNull();
			this.listener.onRules(new RuleSet(rules, List.of()));
		}

		@Override
		public String name() {
			return "pushed";
		}

		@Override
		public void start(RuleSourceListener listener) {
			this.listener = listener;
			push(this.initial);
		}

		@Override
		public RuleSourceStatus status() {
			return new RuleSourceStatus(RuleSourceStatus.State.UP, "", null);
		}

		@Override
		public void close() {
			this.listener = null;
		}

	}

}
