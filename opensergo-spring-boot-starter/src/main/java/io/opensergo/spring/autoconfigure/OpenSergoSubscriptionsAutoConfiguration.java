package io.opensergo.spring.autoconfigure;

import java.net.URI;

import feign.Feign;
import io.opensergo.core.engine.RuleEngine;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.openfeign.FeignClientFactoryBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.service.registry.HttpServiceProxyRegistry;

/**
 * Auto-configuration of early subscriptions: rules of services that clients of the
 * application are declared for are there before the first call.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
public final class OpenSergoSubscriptionsAutoConfiguration {

	/**
	 * Feign clients.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ FeignClientFactoryBean.class, Feign.class })
	static class FeignClients {

		@Bean
		CalledServices openSergoFeignServices(ListableBeanFactory beanFactory) {
			return () -> beanFactory.getBeansOfType(FeignClientFactoryBean.class, true, false)
				.values()
				.stream()
				.map(FeignClientFactoryBean::getName)
				.toList();
		}

	}

	/**
	 * Routes of a gateway that stand in its properties. Those of other origins are
	 * subscribed to when they are there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(GatewayProperties.class)
	static class GatewayRoutes {

		@Bean
		CalledServices openSergoGatewayServices(ObjectProvider<GatewayProperties> gateway) {
			return () -> gateway.stream()
				.flatMap((properties) -> properties.getRoutes().stream())
				.map(RouteDefinition::getUri)
				.filter((uri) -> uri != null && GatewayRouteSubscriptions.LOAD_BALANCED.equals(uri.getScheme())
						&& uri.getHost() != null)
				.map(URI::getHost)
				.toList();
		}

	}

	/**
	 * All services of the registry, when asked for.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DiscoveryClient.class)
	@ConditionalOnBooleanProperty("opensergo.client.subscribe-registry")
	static class Registry {

		@Bean
		RegistrySubscriptions openSergoRegistrySubscriptions(ObjectProvider<DiscoveryClient> registries,
				RuleSubscriptions subscriptions) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(RegistrySubscriptions.THREAD_PREFIX);
			executor.setDaemon(true);
			return new RegistrySubscriptions(registries::stream, subscriptions::accept, executor);
		}

	}

	/**
	 * HTTP service clients, whose group names their service.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpServiceProxyRegistry.class)
	static class HttpServiceGroups {

		@Bean
		CalledServices openSergoHttpServices(ObjectProvider<HttpServiceProxyRegistry> registry) {
			return () -> registry.stream().flatMap((proxies) -> proxies.getGroupNames().stream()).toList();
		}

	}

}
