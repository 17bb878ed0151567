package io.opensergo.controlplane.boot;

import io.opensergo.controlplane.server.ControlPlaneServer;
import io.opensergo.core.source.RuleStore;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Health, meters and the state of clients, where there is a management port.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class ManagementConfiguration {

	@Bean
	ServerGauges serverGauges(ControlPlaneServer server, RuleStore rules) {
		return new ServerGauges(server, rules);
	}

	@Bean
	ServerHealth controlPlaneHealthIndicator(ControlPlaneServer server, RuleStore rules) {
		return new ServerHealth(server, rules);
	}

	@Bean
	ControlPlaneEndpoint controlPlaneEndpoint(ControlPlaneServer server, RuleStore rules) {
		return new ControlPlaneEndpoint(server, rules);
	}

}
