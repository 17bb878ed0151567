package io.opensergo.spring.autoconfigure;

import java.util.EnumSet;

import feign.Capability;
import io.micrometer.observation.ObservationHandler;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.spring.propagation.FeignBaggageCapability;
import io.opensergo.spring.propagation.InboundColoring;
import io.opensergo.spring.propagation.UntracedTagFilter;
import io.opensergo.spring.propagation.UntracedTagHandlerDecorator;
import io.opensergo.spring.propagation.observation.ClientBaggageHandler;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.cloud.openfeign.loadbalancer.LoadBalancerFeignRequestTransformer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Auto-configuration of what keeps lanes out of the baggage of tracing, which goes to
 * every host and asks nobody whom to trust, and adds them again where they may go.
 */
@AutoConfiguration(after = OpenSergoInboundAutoConfiguration.class)
@ConditionalOnClass(name = "io.micrometer.tracing.Tracer")
@ConditionalOnBean(InboundColoring.class)
public final class OpenSergoTracingAutoConfiguration {

	/**
	 * Servlet applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ Filter.class, OncePerRequestFilter.class, FilterRegistrationBean.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.servlet.enabled", matchIfMissing = true)
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean(value = UntracedTagFilter.class,
				parameterizedContainer = FilterRegistrationBean.class)
		FilterRegistrationBean<UntracedTagFilter> openSergoUntracedTagFilter(InboundColoring coloring) {
			FilterRegistrationBean<UntracedTagFilter> registration = new FilterRegistrationBean<>(
					new UntracedTagFilter(coloring));
			registration.setOrder(UntracedTagFilter.ORDER);
			registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
			return registration;
		}

	}

	/**
	 * Reactive applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(HttpHandlerDecoratorFactory.class)
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.webflux.enabled", matchIfMissing = true)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		UntracedTagHandlerDecorator openSergoUntracedTagHandlerDecorator(InboundColoring coloring) {
			return new UntracedTagHandlerDecorator(coloring);
		}

	}

	/**
	 * Requests of RestTemplate and RestClient that have a lane before they are traced.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ObservationHandler.class, ClientRequestObservationContext.class })
	static class Client {

		@Bean
		@ConditionalOnMissingBean
		ClientBaggageHandler openSergoClientBaggageHandler(ContextHeaders headers) {
			return new ClientBaggageHandler(headers);
		}

	}

	/**
	 * Feign clients with a URL.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Capability.class, LoadBalancerFeignRequestTransformer.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.feign.enabled", matchIfMissing = true)
	static class FeignClients {

		@Bean
		@ConditionalOnMissingBean
		FeignBaggageCapability openSergoFeignBaggageCapability(ContextHeaders headers) {
			return new FeignBaggageCapability(headers);
		}

	}

}
