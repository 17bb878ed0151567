package io.opensergo.spring.autoconfigure;

import java.util.List;

import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.source.RuleStore;
import io.opensergo.spring.gateway.MvcRuleRoutes;
import io.opensergo.spring.gateway.RuleRoutes;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.gateway.event.RefreshRoutesEvent;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import org.springframework.cloud.gateway.server.mvc.predicate.GatewayRequestPredicates;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of gateway routes that come from rules.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class,
		afterName = { "org.springframework.cloud.gateway.config.GatewayAutoConfiguration",
				"org.springframework.cloud.gateway.server.mvc.GatewayServerMvcAutoConfiguration" })
@ConditionalOnBean({ RuleEngine.class, RuleStore.class })
@ConditionalOnBooleanProperty(name = "opensergo.gateway.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "opensergo.gateway.routes", havingValue = "rules")
public final class OpenSergoGatewayRoutesAutoConfiguration {

	/**
	 * TrafficRouters belong to what they route to; those of a gateway alone carry its
	 * name as their label.
	 */
	@Bean
	CalledServices openSergoGatewayOwnRules(RuleEngine engine) {
		return () -> List.of(engine.caller().app());
	}

	/**
	 * Routes of the gateway on WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RouteDefinitionLocator.class)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		RuleRoutes openSergoRuleRoutes(RuleEngine engine, ApplicationEventPublisher events) {
			return new RuleRoutes(engine.caller(), () -> events.publishEvent(new RefreshRoutesEvent(engine)));
		}

		@Bean
		RuleRoutesLifecycle openSergoRuleRoutesLifecycle(RuleStore store, RuleRoutes routes) {
			return new RuleRoutesLifecycle(store, routes::apply);
		}

	}

	/**
	 * Routes of the gateway on Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ GatewayRequestPredicates.class, LoadBalancerClient.class })
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean
		MvcRuleRoutes openSergoMvcRuleRoutes(RuleEngine engine, RoutingFailures failures) {
			return new MvcRuleRoutes(engine, new ConcurrentRandom(), failures);
		}

		@Bean
		RuleRoutesLifecycle openSergoMvcRuleRoutesLifecycle(RuleStore store, MvcRuleRoutes routes) {
			return new RuleRoutesLifecycle(store, routes::apply);
		}

	}

}
