package io.opensergo.spring.autoconfigure;

import java.util.EnumSet;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleCapability;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.gateway.TracedHeadersFilter;
import io.opensergo.spring.gateway.TrafficRouteFilter;
import io.opensergo.spring.propagation.HttpHeadersAccess;
import io.opensergo.spring.propagation.PropagationHosts;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of routing in Spring Cloud Gateway on WebFlux.
 */
@AutoConfiguration(after = { OpenSergoAutoConfiguration.class, OpenSergoOutboundAutoConfiguration.class },
		afterName = { "org.springframework.cloud.gateway.config.GatewayAutoConfiguration",
				"org.springframework.cloud.gateway.config.GatewayMetricsAutoConfiguration" })
@ConditionalOnClass(GlobalFilter.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.gateway.enabled", matchIfMissing = true)
public final class OpenSergoGatewayAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TrafficRouteFilter openSergoTrafficRouteFilter(RuleEngine engine, ContextHeaders headers, RoutingFailures failures,
			PropagationHosts hosts, RuleSubscriptions subscriptions) {
		return new TrafficRouteFilter(engine, headers, HttpHeadersAccess.INSTANCE, new ConcurrentRandom(), failures,
				hosts, subscriptions::accept);
	}

	@Bean
	GatewayRouteSubscriptions openSergoGatewayRouteSubscriptions(RuleSubscriptions subscriptions) {
		return new GatewayRouteSubscriptions(subscriptions::accept);
	}

	@Bean
	RuleCapabilities openSergoGatewayCapabilities() {
		return () -> EnumSet.of(RuleCapability.REDIRECT, RuleCapability.RESPOND_DIRECTLY);
	}

	/**
	 * With tracing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "io.micrometer.tracing.Tracer")
	static class Traced {

		/**
		 * Of filters without an order of their own the last one registered is the last:
		 * hence after the gateway's.
		 */
		@Bean
		@ConditionalOnMissingBean
		TracedHeadersFilter openSergoTracedHeadersFilter(ContextHeaders headers) {
			return new TracedHeadersFilter(headers, HttpHeadersAccess.INSTANCE);
		}

	}

}
