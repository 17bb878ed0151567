package io.opensergo.spring.autoconfigure;

import java.time.Clock;
import java.util.EnumSet;

import io.opensergo.core.engine.RuleCapability;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.outlier.EjectionListener;
import io.opensergo.core.outlier.InstanceEjection;
import io.opensergo.spring.loadbalancer.CallResults;
import io.opensergo.spring.loadbalancer.ResponseStatus;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the ejection of instances that keep failing.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class, before = OpenSergoLoadBalancerAutoConfiguration.class)
@ConditionalOnClass({ LoadBalancerClientFactory.class, ServiceInstanceListSupplier.class })
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(
		name = { "opensergo.loadbalancer.enabled", "opensergo.loadbalancer.outlier-detection.enabled" },
		matchIfMissing = true)
public final class OpenSergoOutlierAutoConfiguration {

	/**
	 * Listeners are looked up when the first instance is ejected: they may need the
	 * ejection themselves.
	 */
	@Bean
	@ConditionalOnMissingBean
	InstanceEjection<ServiceInstance> openSergoInstanceEjection(RuleEngine engine,
			ObjectProvider<EjectionListener> listeners) {
		return new InstanceEjection<>((instance) -> instance.getHost() + ":" + instance.getPort(),
				(service) -> engine.current().balancing(service).outlierPolicies(), System::nanoTime, Clock.systemUTC(),
				(event) -> listeners.orderedStream().forEach((listener) -> listener.onEjection(event)));
	}

	@Bean
	@ConditionalOnMissingBean
	CallResults openSergoCallResults(InstanceEjection<ServiceInstance> ejection,
			ObjectProvider<ResponseStatus> statuses) {
		return new CallResults(ejection, statuses.orderedStream().toList());
	}

	@Bean
	EjectionListener openSergoEjectionEvents(ApplicationEventPublisher events) {
		return events::publishEvent;
	}

	@Bean
	RuleCapabilities openSergoOutlierCapabilities() {
		return () -> EnumSet.of(RuleCapability.EJECT_OUTLIERS);
	}

}
