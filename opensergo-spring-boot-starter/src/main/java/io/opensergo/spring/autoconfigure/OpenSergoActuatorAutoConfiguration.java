package io.opensergo.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.opensergo.core.context.PropagationDrops;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.UnappliedFieldReport;
import io.opensergo.core.source.RuleStore;
import io.opensergo.spring.actuate.OpenSergoEndpoint;
import io.opensergo.spring.actuate.OpenSergoHealthIndicator;
import io.opensergo.spring.actuate.OpenSergoMetrics;
import io.opensergo.spring.propagation.InboundColoring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of what operators see.
 */
@AutoConfiguration(after = { OpenSergoAutoConfiguration.class, OpenSergoInboundAutoConfiguration.class })
@ConditionalOnBean({ RuleStore.class, RuleEngine.class })
public final class OpenSergoActuatorAutoConfiguration {

	/**
	 * The endpoint.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(OpenSergoEndpoint.class)
	static class Endpoint {

		@Bean
		@ConditionalOnMissingBean
		OpenSergoEndpoint openSergoEndpoint(RuleStore store, RuleEngine engine, UnappliedFieldReport unapplied) {
			return new OpenSergoEndpoint(store, engine, unapplied);
		}

	}

	/**
	 * Health.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	@ConditionalOnEnabledHealthIndicator("opensergo")
	static class Health {

		@Bean
		@ConditionalOnMissingBean(name = "opensergoHealthIndicator")
		OpenSergoHealthIndicator opensergoHealthIndicator(RuleStore store, RuleEngine engine) {
			return new OpenSergoHealthIndicator(store, engine);
		}

	}

	/**
	 * Metrics.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class Metrics {

		@Bean
		@ConditionalOnMissingBean
		OpenSergoMetrics openSergoMetrics(RuleStore store, RuleEngine engine, RoutingFailures failures,
				PropagationDrops drops, ObjectProvider<InboundColoring> coloring) {
			return new OpenSergoMetrics(store, engine, failures, drops, coloring.getIfAvailable());
		}

	}

}
