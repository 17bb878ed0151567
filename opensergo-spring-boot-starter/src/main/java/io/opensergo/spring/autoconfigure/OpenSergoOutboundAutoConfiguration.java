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

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
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
	PropagationHosts openSergoPropagationHosts(OpenSergoProperties properties) {
		return new PropagationHosts(properties.propagation().hosts());
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
	static class LoadBalancedFeign {

		@Bean
		@ConditionalOnMissingBean
		LaneFeignRequestTransformer openSergoLaneFeignRequestTransformer(ContextHeaders headers) {
			return new LaneFeignRequestTransformer(headers);
		}

	}

	/**
	 * RestTemplates of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestTemplateCustomizer.class, RestTemplate.class })
	static class RestTemplates {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoRestTemplateCustomizer")
		RestTemplateCustomizer openSergoRestTemplateCustomizer(ContextHeaders headers, PropagationHosts hosts) {
			LaneClientHttpRequestInterceptor interceptor = new LaneClientHttpRequestInterceptor(headers, hosts);
			return (restTemplate) -> {
				if (!hosts.isEmpty()) {
					restTemplate.getInterceptors().add(0, interceptor);
				}
			};
		}

	}

	/**
	 * RestClients of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, RestClient.class })
	static class RestClients {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoRestClientCustomizer")
		RestClientCustomizer openSergoRestClientCustomizer(ContextHeaders headers, PropagationHosts hosts) {
			LaneClientHttpRequestInterceptor interceptor = new LaneClientHttpRequestInterceptor(headers, hosts);
			return (builder) -> {
				if (!hosts.isEmpty()) {
					builder.requestInterceptors((interceptors) -> interceptors.add(0, interceptor));
				}
			};
		}

	}

	/**
	 * WebClients of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClientCustomizer.class, WebClient.class })
	static class WebClients {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoWebClientCustomizer")
		WebClientCustomizer openSergoWebClientCustomizer(ContextHeaders headers, PropagationHosts hosts) {
			LaneExchangeFilterFunction filter = new LaneExchangeFilterFunction(headers, hosts);
			return (builder) -> {
				if (!hosts.isEmpty()) {
					builder.filters((filters) -> filters.add(0, filter));
				}
			};
		}

	}

	/**
	 * Feign clients with a URL.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RequestInterceptor.class, Feign.class })
	static class FeignClients {

		@Bean
		@ConditionalOnMissingBean
		LaneFeignRequestInterceptor openSergoLaneFeignRequestInterceptor(ContextHeaders headers,
				PropagationHosts hosts) {
			return new LaneFeignRequestInterceptor(headers, hosts);
		}

	}

}
