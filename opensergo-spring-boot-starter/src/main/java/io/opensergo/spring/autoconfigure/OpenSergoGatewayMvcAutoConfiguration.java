package io.opensergo.spring.autoconfigure;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.gateway.BalancedGatewayCalls;
import io.opensergo.spring.gateway.GatewayRequestHeadersFilter;
import io.opensergo.spring.loadbalancer.ResponseStatus;
import io.opensergo.spring.propagation.HttpHeadersAccess;
import io.opensergo.spring.propagation.PropagationHosts;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Auto-configuration of the lane on requests that leave Spring Cloud Gateway on Spring
 * MVC. The load balancer asks the rules there.
 */
@AutoConfiguration(after = { OpenSergoAutoConfiguration.class, OpenSergoOutboundAutoConfiguration.class })
@ConditionalOnClass({ HttpHeadersFilter.class, LoadBalancerLifecycle.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.gateway.enabled", matchIfMissing = true)
public final class OpenSergoGatewayMvcAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	GatewayRequestHeadersFilter openSergoGatewayRequestHeadersFilter(ContextHeaders headers, PropagationHosts hosts) {
		return new GatewayRequestHeadersFilter(headers, HttpHeadersAccess.INSTANCE, hosts);
	}

	/**
	 * This gateway hands its own response to the load balancer.
	 */
	@Bean
	ResponseStatus openSergoGatewayResponseStatus() {
		return (response) -> (response instanceof ServerResponse answer) ? answer.statusCode().value() : null;
	}

	@Bean
	@ConditionalOnMissingBean
	BalancedGatewayCalls openSergoBalancedGatewayCalls() {
		return new BalancedGatewayCalls();
	}

}
