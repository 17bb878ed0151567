package io.opensergo.spring.loadbalancer;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/**
 * Finds suppliers in a chain of delegating suppliers.
 */
final class SupplierChain {

	private SupplierChain() {
	}

	static <T extends ServiceInstanceListSupplier> @Nullable T find(ServiceInstanceListSupplier chain, Class<T> type) {
		ServiceInstanceListSupplier next = chain;
		while (!type.isInstance(next)) {
			if (!(next instanceof DelegatingServiceInstanceListSupplier delegating)) {
				return null;
			}
			next = delegating.getDelegate();
		}
		return type.cast(next);
	}

}
