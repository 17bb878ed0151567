package io.opensergo.spring.autoconfigure;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleCapability;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.gateway.PreflightHandlerMapping;
import io.opensergo.spring.gateway.RequestMirrors;
import io.opensergo.spring.gateway.TracedHeadersFilter;
import io.opensergo.spring.gateway.TrafficProblemHandler;
import io.opensergo.spring.gateway.TrafficRouteFilter;
import io.opensergo.spring.gateway.UpstreamCallFilter;
import io.opensergo.spring.propagation.HttpHeadersAccess;
import io.opensergo.spring.propagation.PropagationHosts;

import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancedExchangeFilterFunction;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of routing in Spring Cloud Gateway on WebFlux.
 */
@AutoConfiguration(before = ErrorWebFluxAutoConfiguration.class,
		after = { OpenSergoAutoConfiguration.class, OpenSergoOutboundAutoConfiguration.class },
		afterName = { "org.springframework.cloud.gateway.config.GatewayAutoConfiguration",
				"org.springframework.cloud.gateway.config.GatewayMetricsAutoConfiguration",
				"org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration" })
@ConditionalOnClass(GlobalFilter.class)
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.gateway.enabled", matchIfMissing = true)
public final class OpenSergoGatewayAutoConfiguration {

	private static final Set<RuleCapability> CAPABILITIES = Collections.unmodifiableSet(
			EnumSet.of(RuleCapability.CHOOSE_PORT, RuleCapability.REDIRECT, RuleCapability.RESPOND_DIRECTLY,
					RuleCapability.REWRITE, RuleCapability.CHANGE_HEADERS, RuleCapability.LIMIT_TIME,
					RuleCapability.RETRY, RuleCapability.INJECT_FAULTS, RuleCapability.APPLY_CORS));

	@Bean
	@ConditionalOnMissingBean
	TrafficRouteFilter openSergoTrafficRouteFilter(RuleEngine engine, ContextHeaders headers, RoutingFailures failures,
			PropagationHosts hosts, RuleSubscriptions subscriptions, ObjectProvider<RequestMirrors> mirrors) {
		return new TrafficRouteFilter(engine, headers, HttpHeadersAccess.INSTANCE, new ConcurrentRandom(), failures,
				hosts, subscriptions::accept, Schedulers.parallel(), mirrors.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	UpstreamCallFilter openSergoUpstreamCallFilter() {
		return new UpstreamCallFilter();
	}

	/**
	 * Copies go through the HTTP client of the gateway and through the load balancer.
	 */
	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean({ HttpClient.class, LoadBalancedExchangeFilterFunction.class })
	RequestMirrors openSergoRequestMirrors(HttpClient client, LoadBalancedExchangeFilterFunction loadBalancer,
			ObjectProvider<HttpHeadersFilter> headersFilters) {
		WebClient webClient = WebClient.builder().clientConnector(new ReactorClientHttpConnector(client)).build();
		return new RequestMirrors(webClient, loadBalancer, headersFilters.orderedStream().toList());
	}

	@Bean
	@ConditionalOnBean(RequestMirrors.class)
	RuleCapabilities openSergoGatewayMirrorCapabilities() {
		return () -> EnumSet.of(RuleCapability.MIRROR);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RoutePredicateHandlerMapping.class)
	PreflightHandlerMapping openSergoPreflightHandlerMapping(RoutePredicateHandlerMapping routes, RuleEngine engine) {
		return new PreflightHandlerMapping(routes, engine);
	}

	/**
	 * An application that answers errors by itself answers these too.
	 */
	@Bean
	@ConditionalOnMissingBean({ TrafficProblemHandler.class, ErrorWebExceptionHandler.class })
	TrafficProblemHandler openSergoTrafficProblemHandler(ObjectProvider<ServerCodecConfigurer> codecs) {
		return new TrafficProblemHandler(() -> codecs.getObject().getWriters());
	}

	@Bean
	GatewayRouteSubscriptions openSergoGatewayRouteSubscriptions(RuleSubscriptions subscriptions) {
		return new GatewayRouteSubscriptions(subscriptions::accept);
	}

	@Bean
	RuleCapabilities openSergoGatewayCapabilities() {
		return () -> CAPABILITIES;
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
