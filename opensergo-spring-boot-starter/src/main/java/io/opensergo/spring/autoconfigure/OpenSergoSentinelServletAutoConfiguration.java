package io.opensergo.spring.autoconfigure;

import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.adapter.spring.webmvc_v6x.callback.BlockExceptionHandler;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.sentinel.http.BlockHandlers;
import io.opensergo.spring.sentinel.servlet.BlockedExceptionResolver;
import io.opensergo.spring.sentinel.servlet.BlockedRequestHandler;
import io.opensergo.spring.sentinel.servlet.ProtectionInterceptor;
import io.opensergo.spring.sentinel.servlet.ServletResources;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of the protection of Spring MVC, and of the gateway on it.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnClass({ SphU.class, WebMvcConfigurer.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty(name = { "opensergo.sentinel.enabled", "opensergo.sentinel.servlet.enabled" },
		matchIfMissing = true)
public final class OpenSergoSentinelServletAutoConfiguration {

	private static final String STOCK_ADAPTER = "com.alibaba.csp.sentinel.adapter.spring.webmvc_v6x.SentinelWebInterceptor";

	@Bean
	@ConditionalOnMissingBean
	ServletResources openSergoServletResources() {
		return ServletResources.byPattern();
	}

	@Bean
	@ConditionalOnMissingBean
	ProtectionInterceptor openSergoProtectionInterceptor(ServletResources resources, ApplicationContext context,
			ObjectProvider<BlockedRequestHandler> handler) {
		return new ProtectionInterceptor(resources,
				new BlockHandlers(() -> ControllerAdviceBean.findAnnotatedBeans(context)), handler.getIfAvailable());
	}

	/**
	 * Where Sentinel's own adapter may be registered, the interceptor goes last, so that
	 * it sees what that one has entered.
	 */
	@Bean
	WebMvcConfigurer openSergoProtectionConfigurer(ProtectionInterceptor interceptor, ApplicationContext context) {
		int order = ClassUtils.isPresent(STOCK_ADAPTER, context.getClassLoader()) ? Ordered.LOWEST_PRECEDENCE
				: ProtectionInterceptor.ORDER;
		return new WebMvcConfigurer() {

			@Override
			public void addInterceptors(InterceptorRegistry registry) {
				registry.addInterceptor(interceptor).order(order);
			}

		};
	}

	@Bean
	@ConditionalOnMissingBean
	BlockedExceptionResolver openSergoBlockedExceptionResolver() {
		return new BlockedExceptionResolver();
	}

	/**
	 * A handler that the application has for Sentinel's own adapter.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(BlockExceptionHandler.class)
	static class StockHandler {

		@Bean
		@ConditionalOnBean(BlockExceptionHandler.class)
		@ConditionalOnMissingBean
		BlockedRequestHandler openSergoBlockedRequestHandler(BlockExceptionHandler handler) {
			return handler::handle;
		}

	}

}
