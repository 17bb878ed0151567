package io.opensergo.spring.autoconfigure;

import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.DebugFilter;
import io.opensergo.spring.propagation.DebugToken;
import io.opensergo.spring.propagation.DebugWebFilter;
import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.WebFilter;

/**
 * Auto-configuration of answers to holders of the debug token. The filters are there
 * without a token too: they take the header off.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnWebApplication
public final class OpenSergoDebugAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DebugToken openSergoDebugToken(OpenSergoProperties properties) {
		return new DebugToken(properties.debug().token());
	}

	/**
	 * Servlet applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ Filter.class, OncePerRequestFilter.class, FilterRegistrationBean.class })
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean(value = DebugFilter.class, parameterizedContainer = FilterRegistrationBean.class)
		FilterRegistrationBean<DebugFilter> openSergoDebugFilter(DebugToken token) {
			FilterRegistrationBean<DebugFilter> registration = new FilterRegistrationBean<>(new DebugFilter(token));
			registration.setOrder(DebugFilter.ORDER);
			return registration;
		}

	}

	/**
	 * Reactive applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(WebFilter.class)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		DebugWebFilter openSergoDebugWebFilter(DebugToken token) {
			return new DebugWebFilter(token);
		}

	}

}
