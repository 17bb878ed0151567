package io.opensergo.spring.autoconfigure;

import feign.Feign;
import feign.RequestInterceptor;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.LaneClientHttpRequestInterceptor;
import io.opensergo.spring.propagation.LaneClientRequestTransformer;
import io.opensergo.spring.propagation.LaneExchangeFilterFunction;
import io.opensergo.spring.propagation.LaneFeignRequestInterceptor;
import io.opensergo.spring.propagation.LaneFeignRequestTransformer;
import io.opensergo.spring.propagation.LaneRequestTransformer;
import io.opensergo.spring.propagation.PropagationHosts;
import io.opensergo.spring.propagation.http.LaneHttpRequests;
import io.opensergo.spring.propagation.http.RestClientDecorator;
import io.opensergo.spring.propagation.http.RestClientOptOut;
import io.opensergo.spring.propagation.http.RestTemplateDecorator;
import io.opensergo.spring.propagation.http.RestTemplateOptOut;
import io.opensergo.spring.propagation.http.WebClientDecorator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.cloud.client.loadbalancer.LoadBalancerRequestTransformer;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerClientRequestTransformer;
import org.springframework.cloud.openfeign.loadbalancer.LoadBalancerFeignRequestTransformer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of the lane on outbound requests: load-balanced ones through the
 * transformers that Spring Cloud calls for exactly those, others through customizers that
 * look at the host.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnClass(HttpHeaders.class)
public final class OpenSergoOutboundAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LaneHttpRequests openSergoLaneHttpRequests(ContextHeaders headers, PropagationHosts hosts) {
		return new LaneHttpRequests(headers, hosts);
	}

	/**
	 * Load-balanced RestTemplate and RestClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LoadBalancerRequestTransformer.class, RestTemplate.class })
	static class LoadBalancedBlocking {

		@Bean
		@ConditionalOnMissingBean
		LaneRequestTransformer openSergoLaneRequestTransformer(ContextHeaders headers) {
			return new LaneRequestTransformer(headers);
		}

	}

	/**
	 * Load-balanced WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LoadBalancerClientRequestTransformer.class, WebClient.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.web-client.enabled", matchIfMissing = true)
	static class LoadBalancedReactive {

		@Bean
		@ConditionalOnMissingBean
		LaneClientRequestTransformer openSergoLaneClientRequestTransformer(ContextHeaders headers) {
			return new LaneClientRequestTransformer(headers);
		}

	}

	/**
	 * Load-balanced OpenFeign.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ LoadBalancerFeignRequestTransformer.class, Feign.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.feign.enabled", matchIfMissing = true)
	static class LoadBalancedFeign {

		@Bean
		@ConditionalOnMissingBean
		LaneFeignRequestTransformer openSergoLaneFeignRequestTransformer(ContextHeaders headers) {
			return new LaneFeignRequestTransformer(headers);
		}

	}

	/**
	 * RestTemplates that are beans, however they were made.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestTemplate.class)
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.rest-template.enabled", matchIfMissing = true)
	static class RestTemplates {

		@Bean
		@ConditionalOnMissingBean
		static RestTemplateDecorator openSergoRestTemplateDecorator(ObjectProvider<ContextHeaders> headers,
				ObjectProvider<PropagationHosts> hosts) {
			return new RestTemplateDecorator(hosts::getObject,
					() -> new LaneClientHttpRequestInterceptor(headers.getObject(), hosts.getObject()));
		}

	}

	/**
	 * RestTemplates of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestTemplateCustomizer.class, RestTemplate.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.rest-template.enabled", matchIfMissing = true)
	static class BuiltRestTemplates {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoRestTemplateCustomizer")
		RestTemplateCustomizer openSergoRestTemplateCustomizer(RestTemplateDecorator decorator) {
			return decorator::decorate;
		}

	}

	/**
	 * RestTemplates, load-balanced ones too, that are to carry no lane.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestTemplate.class)
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.rest-template.enabled", havingValue = false)
	static class SilentRestTemplates {

		@Bean
		@ConditionalOnMissingBean
		static RestTemplateOptOut openSergoRestTemplateOptOut() {
			return new RestTemplateOptOut();
		}

	}

	/**
	 * RestTemplates of Boot's builder that are to carry no lane.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestTemplateCustomizer.class, RestTemplate.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.rest-template.enabled", havingValue = false)
	static class SilentBuiltRestTemplates {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoRestTemplateOptOutCustomizer")
		RestTemplateCustomizer openSergoRestTemplateOptOutCustomizer(RestTemplateOptOut optOut) {
			return optOut::optOut;
		}

	}

	/**
	 * RestClients that are beans, however they were made.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClient.class)
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.rest-client.enabled", matchIfMissing = true)
	static class RestClients {

		@Bean
		@ConditionalOnMissingBean
		static RestClientDecorator openSergoRestClientDecorator(ObjectProvider<ContextHeaders> headers,
				ObjectProvider<PropagationHosts> hosts) {
			return new RestClientDecorator(hosts::getObject,
					() -> new LaneClientHttpRequestInterceptor(headers.getObject(), hosts.getObject()));
		}

	}

	/**
	 * RestClients of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, RestClient.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.rest-client.enabled", matchIfMissing = true)
	static class BuiltRestClients {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoRestClientCustomizer")
		RestClientCustomizer openSergoRestClientCustomizer(RestClientDecorator decorator) {
			return decorator::decorate;
		}

	}

	/**
	 * RestClients, load-balanced ones too, that are to carry no lane.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClient.class)
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.rest-client.enabled", havingValue = false)
	static class SilentRestClients {

		@Bean
		@ConditionalOnMissingBean
		static RestClientOptOut openSergoRestClientOptOut() {
			return new RestClientOptOut();
		}

	}

	/**
	 * RestClients of Boot's builder that are to carry no lane.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, RestClient.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.rest-client.enabled", havingValue = false)
	static class SilentBuiltRestClients {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoRestClientOptOutCustomizer")
		RestClientCustomizer openSergoRestClientOptOutCustomizer(RestClientOptOut optOut) {
			return optOut::optOut;
		}

	}

	/**
	 * WebClients that are beans, however they were made.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.web-client.enabled", matchIfMissing = true)
	static class WebClients {

		@Bean
		@ConditionalOnMissingBean
		static WebClientDecorator openSergoWebClientDecorator(ObjectProvider<ContextHeaders> headers,
				ObjectProvider<PropagationHosts> hosts, Environment environment) {
			boolean limited = "limited".equalsIgnoreCase(environment.getProperty("spring.reactor.context-propagation"));
			return new WebClientDecorator(hosts::getObject,
					() -> new LaneExchangeFilterFunction(headers.getObject(), hosts.getObject()), !limited);
		}

	}

	/**
	 * WebClients of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClientCustomizer.class, WebClient.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.web-client.enabled", matchIfMissing = true)
	static class BuiltWebClients {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoWebClientCustomizer")
		WebClientCustomizer openSergoWebClientCustomizer(WebClientDecorator decorator) {
			return decorator::decorate;
		}

	}

	/**
	 * Feign clients with a URL.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RequestInterceptor.class, Feign.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.feign.enabled", matchIfMissing = true)
	static class FeignClients {

		@Bean
		@ConditionalOnMissingBean
		LaneFeignRequestInterceptor openSergoLaneFeignRequestInterceptor(ContextHeaders headers,
				PropagationHosts hosts) {
			return new LaneFeignRequestInterceptor(headers, hosts);
		}

	}

}
