package io.opensergo.spring.autoconfigure;

import feign.Feign;
import io.opensergo.core.engine.RuleEngine;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.openfeign.FeignClientFactoryBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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
