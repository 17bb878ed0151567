package io.opensergo.spring.autoconfigure;

import java.time.Clock;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.core.context.PropagationDrops;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.UnappliedFieldReport;
import io.opensergo.core.outlier.InstanceEjection;
import io.opensergo.core.source.RuleStore;
import io.opensergo.spring.actuate.ControlPlaneMetrics;
import io.opensergo.spring.actuate.EjectionMetrics;
import io.opensergo.spring.actuate.OpenSergoEndpoint;
import io.opensergo.spring.actuate.OpenSergoHealthIndicator;
import io.opensergo.spring.actuate.OpenSergoMetrics;
import io.opensergo.spring.actuate.ProtectionMetrics;
import io.opensergo.spring.autoconfigure.OpenSergoProperties.ControlPlaneHealth;
import io.opensergo.spring.propagation.InboundColoring;
import io.opensergo.spring.propagation.LaneCookie;
import io.opensergo.spring.sentinel.ProtectionEngine;

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
@AutoConfiguration(after = { OpenSergoAutoConfiguration.class, OpenSergoControlPlaneAutoConfiguration.class,
		OpenSergoInboundAutoConfiguration.class, OpenSergoOutlierAutoConfiguration.class,
		OpenSergoSentinelAutoConfiguration.class })
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
		OpenSergoEndpoint openSergoEndpoint(RuleStore store, RuleEngine engine, UnappliedFieldReport unapplied,
				ObjectProvider<ProtectionEngine> protection, ObjectProvider<InstanceEjection<?>> ejection) {
			InstanceEjection<?> ejected = ejection.getIfAvailable();
			return new OpenSergoEndpoint(store, engine, unapplied, protection.getIfAvailable(),
					(ejected != null) ? ejected::ejections : List::of, Clock.systemUTC());
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
		OpenSergoHealthIndicator opensergoHealthIndicator(RuleStore store, RuleEngine engine,
				OpenSergoProperties properties) {
			return new OpenSergoHealthIndicator(store, engine,
					properties.health().controlPlane() == ControlPlaneHealth.DOWN);
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
				PropagationDrops drops, ObjectProvider<InboundColoring> coloring, ObjectProvider<LaneCookie> cookie) {
			return new OpenSergoMetrics(store, engine, failures, drops, coloring.getIfAvailable(),
					cookie.getIfAvailable());
		}

	}

	/**
	 * Metrics of ejected instances.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(InstanceEjection.class)
	static class EjectionMeters {

		@Bean
		@ConditionalOnMissingBean
		EjectionMetrics openSergoEjectionMetrics(InstanceEjection<?> ejection) {
			return new EjectionMetrics(ejection::ejections);
		}

	}

	/**
	 * Metrics of protection.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(ProtectionEngine.class)
	static class ProtectionMeters {

		@Bean
		@ConditionalOnMissingBean
		ProtectionMetrics openSergoProtectionMetrics() {
			return new ProtectionMetrics();
		}

	}

	/**
	 * Metrics of the link to a control plane.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ MeterRegistry.class, ControlPlaneRuleSource.class })
	@ConditionalOnBean(ControlPlaneRuleSource.class)
	static class ControlPlaneMeters {

		@Bean
		@ConditionalOnMissingBean
		ControlPlaneMetrics openSergoControlPlaneMetrics(ControlPlaneRuleSource source) {
			return new ControlPlaneMetrics(source, Clock.systemUTC());
		}

	}

}
