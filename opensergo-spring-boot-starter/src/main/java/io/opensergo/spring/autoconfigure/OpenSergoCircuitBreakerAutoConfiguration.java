package io.opensergo.spring.autoconfigure;

import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.thread.CircuitBreakerPostProcessor;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the lane in calls through circuit breakers that change threads.
 * Reactive ones need nothing: their calls have the Reactor context.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnClass(CircuitBreakerFactory.class)
@ConditionalOnBooleanProperty(name = "opensergo.propagation.circuit-breaker.enabled", matchIfMissing = true)
public final class OpenSergoCircuitBreakerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	static CircuitBreakerPostProcessor openSergoCircuitBreakerPostProcessor() {
		return new CircuitBreakerPostProcessor();
	}

}
