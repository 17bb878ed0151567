package io.opensergo.spring.loadbalancer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import reactor.core.publisher.Flux;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * The instances of a service, the same list and publisher each time, as a cache has them.
 */
final class TestSupplier implements ServiceInstanceListSupplier {

	private final String service;

	private final Flux<List<ServiceInstance>> publisher = Flux.defer(() -> Flux.just(instances()));

	private List<ServiceInstance> instances = List.of();

	TestSupplier(String service) {
		this.service = service;
	}

	TestSupplier with(String id, Map<String, String> metadata) {
		List<ServiceInstance> instances = new ArrayList<>(this.instances);
		instances.add(new DefaultServiceInstance(id, this.service, "localhost", instances.size() + 1, false, metadata));
		this.instances = instances;
		return this;
	}

	List<ServiceInstance> instances() {
		return this.instances;
	}

	@Override
	public String getServiceId() {
		return this.service;
	}

	@Override
	public Flux<List<ServiceInstance>> get() {
		return this.publisher;
	}

}
