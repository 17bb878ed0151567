package io.opensergo.spring.loadbalancer;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.cloud.loadbalancer.config.LoadBalancerZoneConfig;
import org.springframework.cloud.loadbalancer.core.RequestBasedStickySessionServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.SameInstancePreferenceServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.SubsetServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.WeightedServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ZonePreferenceServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.core.env.Environment;

/**
 * The strategies of {@code spring.cloud.loadbalancer.configurations} that choose among
 * the instances they are given. Around routing they would take the instances of a lane
 * away before routing sees them, so each is made anew on top of routing, just as Spring
 * Cloud makes it. Strategies that an application composed by itself are left alone.
 *
 * @see org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientConfiguration
 */
final class StockStrategies {

	private final BeanFactory serviceContext;

	StockStrategies(BeanFactory serviceContext) {
		this.serviceContext = serviceContext;
	}

	/**
	 * Makes the strategy again on another supplier.
	 * @param beanName the name under which Spring Cloud declares the strategy
	 * @param delegate makes the supplier to put the strategy on; not asked for other
	 * names
	 * @return the strategy, {@code null} when the name is none of a strategy
	 */
	@Nullable ServiceInstanceListSupplier recreate(String beanName, Supplier<ServiceInstanceListSupplier> delegate) {
		return switch (beanName) {
			case "zonePreferenceDiscoveryClientServiceInstanceListSupplier" ->
				new ZonePreferenceServiceInstanceListSupplier(delegate.get(), bean(LoadBalancerZoneConfig.class),
						factory());
			case "sameInstancePreferenceServiceInstanceListSupplier" ->
				new SameInstancePreferenceServiceInstanceListSupplier(delegate.get(), factory());
			case "requestBasedStickySessionDiscoveryClientServiceInstanceListSupplier" ->
				new RequestBasedStickySessionServiceInstanceListSupplier(delegate.get(), factory());
			case "subsetServiceInstanceListSupplier" ->
				new SubsetServiceInstanceListSupplier(delegate.get(), bean(Environment.class), factory());
			case "weightedServiceInstanceListSupplier" ->
				new WeightedServiceInstanceListSupplier(delegate.get(), factory());
			default -> null;
		};
	}

	private LoadBalancerClientFactory factory() {
		return bean(LoadBalancerClientFactory.class);
	}

	private <T> T bean(Class<T> type) {
		return this.serviceContext.getBean(type);
	}

}
