package io.opensergo.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.opensergo.client.ControlPlaneClientOptions;
import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.core.engine.RuleCapability;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSource;
import io.opensergo.core.source.RuleStore;
import io.opensergo.core.source.RuleSubscription;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoControlPlaneAutoConfiguration}.
 */
class OpenSergoControlPlaneAutoConfigurationTests {

	/**
	 * Port 1 of the loopback address: nobody listens there.
	 */
	private static final String NOBODY = "opensergo.endpoint=127.0.0.1:1";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(OpenSergoAutoConfiguration.class, OpenSergoControlPlaneAutoConfiguration.class));

	@Test
	void withoutEndpointThereIsNoControlPlane() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ControlPlaneRuleSource.class));
		this.runner.withPropertyValues("opensergo.endpoint=")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ControlPlaneRuleSource.class));
	}

	@Test
	void withEndpointTheControlPlaneIsTheWeakestSource() {
		this.runner.withUserConfiguration(OtherSource.class).withPropertyValues(NOBODY).run((context) -> {
			RuleStore store = context.getBean(RuleStore.class);
			assertThat(store.sources()).hasSize(3).last().isInstanceOf(ControlPlaneRuleSource.class);
		});
	}

	@Test
	void rulesOfProtectionAreAskedForWhereSomethingAppliesThem() {
		ApplicationContextRunner order = this.runner.withPropertyValues(NOBODY, "spring.application.name=order");
		order.run((context) -> assertThat(subscribedKinds(context)).containsExactly(RuleKind.TRAFFIC_LANE));
		order.withUserConfiguration(Protecting.class)
			.run((context) -> assertThat(subscribedKinds(context)).hasSize(8)
				.contains(RuleKind.TRAFFIC_LANE)
				.containsAll(ProtectionPlan.KINDS));
	}

	private static List<RuleKind> subscribedKinds(ApplicationContext context) {
		return context.getBean(ControlPlaneRuleSource.class)
			.subscriptions()
			.stream()
			.filter((subscription) -> subscription.app().equals("order"))
			.map(RuleSubscription::kind)
			.toList();
	}

	@Test
	void listsOfEndpointsAreRead() {
		this.runner
			.withPropertyValues("opensergo.endpoint=127.0.0.1:1,127.0.0.1:2", "opensergo.namespace=shop",
					"spring.application.name=order")
			.run((context) -> {
				ControlPlaneClientOptions options = context.getBean(ControlPlaneClientOptions.class);
				assertThat(options.endpoints()).hasSize(2);
				assertThat(options.namespace()).isEqualTo("shop");
				assertThat(options.app()).isEqualTo("order");
			});
		this.runner.withPropertyValues("opensergo.endpoint[0]=127.0.0.1:1")
			.run((context) -> assertThat(context).hasSingleBean(ControlPlaneRuleSource.class));
	}

	@Test
	void startDoesNotWaitForTheControlPlane() {
		long start = System.nanoTime();
		this.runner.withPropertyValues(NOBODY).run((context) -> assertThat(context).hasNotFailed());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
	}

	@Test
	void sourceOfTheApplicationWins() {
		ControlPlaneRuleSource source = new ControlPlaneRuleSource(ControlPlaneClientOptions
			.of(List.of(ControlPlaneClientOptions.Endpoint.parse("127.0.0.1:1")), "default", "mine"));
		this.runner.withBean("mine", ControlPlaneRuleSource.class, () -> source)
			.withPropertyValues(NOBODY)
			.run((context) -> assertThat(context.getBean(ControlPlaneRuleSource.class)).isSameAs(source));
	}

	@Test
	void withoutClientThereIsNoControlPlane() {
		this.runner.withClassLoader(new FilteredClassLoader(ControlPlaneRuleSource.class))
			.withPropertyValues(NOBODY)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("openSergoControlPlaneRuleSource"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OtherSource {

		@Bean
		RuleSource otherSource() {
			return new OpenSergoAutoConfigurationTests.RecordingSource();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Protecting {

		@Bean
		RuleCapabilities protection() {
			return () -> Set.of(RuleCapability.PROTECT);
		}

	}

}
