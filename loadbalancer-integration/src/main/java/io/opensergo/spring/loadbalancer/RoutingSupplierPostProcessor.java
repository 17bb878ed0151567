package io.opensergo.spring.loadbalancer;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.CacheManager;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Puts routing into the chain of suppliers of one service, whoever made the chain. To be
 * registered in the context of each service; post-processors of the application do not
 * reach there.
 */
public final class RoutingSupplierPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<InstanceRouting> routing;

	private final BeanFactory serviceContext;

	private final StockStrategies strategies;

	/**
	 * Creates a post-processor.
	 * @param routing what the suppliers of all services share; taken when the first
	 * supplier is made
	 * @param serviceContext the bean factory of the service
	 */
	public RoutingSupplierPostProcessor(ObjectProvider<InstanceRouting> routing, BeanFactory serviceContext) {
		this.routing = routing;
		this.serviceContext = serviceContext;
		this.strategies = new StockStrategies(serviceContext);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof ServiceInstanceListSupplier supplier) ? decorate(supplier, beanName) : bean;
	}

	/**
	 * A supplier that is aware of retries wraps one that has been here already.
	 */
	private ServiceInstanceListSupplier decorate(ServiceInstanceListSupplier supplier, String beanName) {
		if (SupplierChain.find(supplier, RoutingServiceInstanceListSupplier.class) != null) {
			return supplier;
		}
		InstanceRouting routing = this.routing.getObject();
		if (supplier instanceof DelegatingServiceInstanceListSupplier strategy) {
			ServiceInstanceListSupplier recreated = this.strategies.recreate(beanName,
					() -> routing.decorate(strategy.getDelegate(), cacheManager()));
			if (recreated != null) {
				return recreated;
			}
		}
		return routing.decorate(supplier, cacheManager());
	}

	private @Nullable CacheManager cacheManager() {
		return this.serviceContext.getBeanProvider(LoadBalancerCacheManager.class).getIfAvailable();
	}

}
