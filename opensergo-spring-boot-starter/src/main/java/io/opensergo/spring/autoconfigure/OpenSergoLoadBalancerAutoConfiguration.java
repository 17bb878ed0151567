package io.opensergo.spring.autoconfigure;

import java.util.EnumSet;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleCapability;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.outlier.InstanceEjection;
import io.opensergo.spring.loadbalancer.ActiveRequests;
import io.opensergo.spring.loadbalancer.InstanceLabels;
import io.opensergo.spring.loadbalancer.InstanceRouting;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.config.LoadBalancerZoneConfig;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the choice of instances in Spring Cloud LoadBalancer, for all
 * services.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnClass({ LoadBalancerClientFactory.class, ServiceInstanceListSupplier.class })
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.loadbalancer.enabled", matchIfMissing = true)
@LoadBalancerClients(defaultConfiguration = ServiceRoutingConfiguration.class)
public final class OpenSergoLoadBalancerAutoConfiguration {

	private static final String KUBERNETES_LABELS_PREFIX = "spring.cloud.kubernetes.discovery.metadata.labels-prefix";

	@Bean
	@ConditionalOnMissingBean
	InstanceRouting openSergoInstanceRouting(RuleEngine engine, OutboundLane outboundLane, RoutingFailures failures,
			RuleSubscriptions subscriptions, ObjectProvider<LoadBalancerClientFactory> services,
			ActiveRequests activeRequests, ObjectProvider<LoadBalancerZoneConfig> zone, InstanceLabels labels,
			ObjectProvider<InstanceEjection<ServiceInstance>> ejection) {
		return new InstanceRouting(engine, outboundLane, new ConcurrentRandom(), failures, subscriptions::accept,
				(service) -> services.getObject().getInstance(service, ServiceInstanceListSupplier.class),
				activeRequests, () -> zoneOf(zone.getIfUnique()), labels, ejection.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	InstanceLabels openSergoInstanceLabels(Environment environment) {
		return new InstanceLabels(environment.getProperty(KUBERNETES_LABELS_PREFIX, ""));
	}

	@Bean
	@ConditionalOnMissingBean
	ActiveRequests openSergoActiveRequests() {
		return new ActiveRequests();
	}

	/**
	 * A registry may tell the zone later than the configuration.
	 */
	private static @Nullable String zoneOf(@Nullable LoadBalancerZoneConfig config) {
		return (config != null) ? config.getZone() : null;
	}

	@Bean
	RuleCapabilities openSergoLoadBalancerCapabilities() {
		return () -> EnumSet.of(RuleCapability.CHOOSE_DESTINATION, RuleCapability.BALANCE_LOAD);
	}

}
