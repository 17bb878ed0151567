package io.opensergo.spring.loadbalancer;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.CachingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Reads the cache that Spring Cloud LoadBalancer keeps the instances of a service in. The
 * list is the same that its supplier publishes, without the price of the publisher, which
 * is most of the price of choosing an instance. When the list is not there, the supplier
 * fetches it and fills the cache, as always.
 */
final class InstanceCache {

	/**
	 * No cache: the supplier is asked for each call.
	 */
	static final InstanceCache NONE = new InstanceCache(null, "");

	private final @Nullable Cache cache;

	private final String serviceId;

	private InstanceCache(@Nullable Cache cache, String serviceId) {
		this.cache = cache;
		this.serviceId = serviceId;
	}

	/**
	 * The cache behind a supplier of Spring Cloud.
	 * @param supplier the supplier
	 * @param manager manages the cache, {@code null} when there is none
	 * @return the cache, {@link #NONE} when the supplier has none or one of its own
	 */
	static InstanceCache behind(ServiceInstanceListSupplier supplier, @Nullable CacheManager manager) {
		if (manager == null || supplier.getClass() != CachingServiceInstanceListSupplier.class) {
			return NONE;
		}
		Cache cache = manager.getCache(CachingServiceInstanceListSupplier.SERVICE_INSTANCE_CACHE_NAME);
		return (cache != null) ? new InstanceCache(cache, supplier.getServiceId()) : NONE;
	}

	/**
	 * The instances that are in the cache now.
	 * @return the list that the supplier would publish, {@code null} when it would fetch
	 * one
	 */
	@SuppressWarnings("unchecked")
	@Nullable List<ServiceInstance> instances() {
		if (this.cache == null) {
			return null;
		}
		List<ServiceInstance> list = this.cache.get(this.serviceId, List.class);
		return (list != null && !list.isEmpty()) ? list : null;
	}

}
