package io.opensergo.spring.autoconfigure;

import com.alibaba.csp.sentinel.SphU;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.protection.GatewayResources;
import io.opensergo.spring.sentinel.entry.EntryWaits;
import io.opensergo.spring.sentinel.http.BlockHandlers;
import io.opensergo.spring.sentinel.webflux.BlockedWebExceptionHandler;
import io.opensergo.spring.sentinel.webflux.ProtectionHandlerAdapter;
import io.opensergo.spring.sentinel.webflux.ProtectionWebFilter;
import io.opensergo.spring.sentinel.webflux.ReactiveResources;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerAdapter;

/**
 * Auto-configuration of the protection of Spring WebFlux, and of the gateway on it.
 */
@AutoConfiguration(after = { OpenSergoAutoConfiguration.class, OpenSergoSentinelAutoConfiguration.class },
		afterName = "org.springframework.cloud.gateway.config.GatewayAutoConfiguration")
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnClass({ SphU.class, DispatcherHandler.class })
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBooleanProperty(name = { "opensergo.sentinel.enabled", "opensergo.sentinel.webflux.enabled" },
		matchIfMissing = true)
public final class OpenSergoSentinelWebFluxAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ProtectionWebFilter openSergoProtectionWebFilter() {
		return new ProtectionWebFilter();
	}

	@Bean
	@ConditionalOnMissingBean
	BlockedWebExceptionHandler openSergoBlockedWebExceptionHandler() {
		return new BlockedWebExceptionHandler();
	}

	@Bean
	@ConditionalOnMissingBean
	ProtectionHandlerAdapter openSergoProtectionHandlerAdapter(ObjectProvider<HandlerAdapter> adapters,
			ObjectProvider<ReactiveResources> resources, ApplicationContext context, ObjectProvider<EntryWaits> waits) {
		return new ProtectionHandlerAdapter(() -> adapters.orderedStream().toList(),
				resources.getIfAvailable(ReactiveResources::byPattern),
				new BlockHandlers(() -> ControllerAdviceBean.findAnnotatedBeans(context)),
				waits.getIfAvailable(() -> EntryWaits.NEVER));
	}

	/**
	 * Spring Cloud Gateway.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(GlobalFilter.class)
	@ConditionalOnBooleanProperty(name = "opensergo.sentinel.gateway.enabled", matchIfMissing = true)
	static class Gateway {

		private static final String STOCK_FILTER = "com.alibaba.csp.sentinel.adapter.gateway.sc.SentinelGatewayFilter";

		/**
		 * Sentinel's own filter enters the routes, where an application has it.
		 */
		@Bean
		@ConditionalOnMissingBean
		ReactiveResources openSergoGatewayResources(ObjectProvider<GlobalFilter> filters) {
			return new GatewayResources(
					filters.stream().noneMatch((filter) -> filter.getClass().getName().equals(STOCK_FILTER)));
		}

	}

}
