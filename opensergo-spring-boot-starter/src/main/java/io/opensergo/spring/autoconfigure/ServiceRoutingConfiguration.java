package io.opensergo.spring.autoconfigure;

import io.opensergo.spring.loadbalancer.InstanceRouting;
import io.opensergo.spring.loadbalancer.RoutingSupplierPostProcessor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;

/**
 * What the context of each load-balanced service gets. Not a configuration of the
 * application itself, and not found by component scans.
 */
class ServiceRoutingConfiguration {

	@Bean
	static RoutingSupplierPostProcessor openSergoRoutingSupplierPostProcessor(ObjectProvider<InstanceRouting> routing,
			BeanFactory serviceContext) {
		return new RoutingSupplierPostProcessor(routing, serviceContext);
	}

}
