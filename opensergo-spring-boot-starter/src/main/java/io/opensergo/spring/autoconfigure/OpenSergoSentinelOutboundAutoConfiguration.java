package io.opensergo.spring.autoconfigure;

import com.alibaba.csp.sentinel.SphU;
import feign.Capability;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.sentinel.client.ProtectedRestClients;
import io.opensergo.spring.sentinel.client.ProtectedRestTemplates;
import io.opensergo.spring.sentinel.client.ProtectionClientInterceptor;
import io.opensergo.spring.sentinel.entry.EntryWaits;
import io.opensergo.spring.sentinel.feign.ProtectionCapability;
import io.opensergo.spring.sentinel.http.OutboundNames;
import io.opensergo.spring.sentinel.webclient.ProtectedWebClients;
import io.opensergo.spring.sentinel.webclient.ProtectionExchangeFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of the protection of outbound HTTP calls.
 */
@AutoConfiguration(after = { OpenSergoAutoConfiguration.class, OpenSergoOutboundAutoConfiguration.class })
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnClass({ SphU.class, HttpHeaders.class })
@ConditionalOnBooleanProperty(name = "opensergo.sentinel.enabled", matchIfMissing = true)
public final class OpenSergoSentinelOutboundAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	OutboundNames openSergoOutboundNames() {
		return new OutboundNames();
	}

	/**
	 * RestTemplates that are beans, however they were made.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestTemplate.class)
	@ConditionalOnBooleanProperty(name = "opensergo.sentinel.rest-template.enabled", matchIfMissing = true)
	static class RestTemplates {

		@Bean
		@ConditionalOnMissingBean
		static ProtectedRestTemplates openSergoProtectedRestTemplates(ObjectProvider<OutboundNames> names) {
			return new ProtectedRestTemplates(() -> new ProtectionClientInterceptor(names.getObject()));
		}

	}

	/**
	 * RestTemplates of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestTemplateCustomizer.class, RestTemplate.class })
	@ConditionalOnBooleanProperty(name = "opensergo.sentinel.rest-template.enabled", matchIfMissing = true)
	static class BuiltRestTemplates {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoProtectionRestTemplateCustomizer")
		RestTemplateCustomizer openSergoProtectionRestTemplateCustomizer(ProtectedRestTemplates restTemplates) {
			return restTemplates::protect;
		}

	}

	/**
	 * RestClients that are beans, however they were made.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RestClient.class)
	@ConditionalOnBooleanProperty(name = "opensergo.sentinel.rest-client.enabled", matchIfMissing = true)
	static class RestClients {

		@Bean
		@ConditionalOnMissingBean
		static ProtectedRestClients openSergoProtectedRestClients(ObjectProvider<OutboundNames> names) {
			return new ProtectedRestClients(() -> new ProtectionClientInterceptor(names.getObject()));
		}

	}

	/**
	 * RestClients of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, RestClient.class })
	@ConditionalOnBooleanProperty(name = "opensergo.sentinel.rest-client.enabled", matchIfMissing = true)
	static class BuiltRestClients {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoProtectionRestClientCustomizer")
		RestClientCustomizer openSergoProtectionRestClientCustomizer(ProtectedRestClients restClients) {
			return restClients::protect;
		}

	}

	/**
	 * WebClients that are beans, however they were made.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	@ConditionalOnBooleanProperty(name = "opensergo.sentinel.web-client.enabled", matchIfMissing = true)
	static class WebClients {

		@Bean
		@ConditionalOnMissingBean
		static ProtectedWebClients openSergoProtectedWebClients(ObjectProvider<OutboundNames> names,
				ObjectProvider<EntryWaits> waits) {
			return new ProtectedWebClients(() -> new ProtectionExchangeFilter(names.getObject(),
					waits.getIfAvailable(() -> EntryWaits.NEVER)));
		}

	}

	/**
	 * WebClients of Boot's builder.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClientCustomizer.class, WebClient.class })
	@ConditionalOnBooleanProperty(name = "opensergo.sentinel.web-client.enabled", matchIfMissing = true)
	static class BuiltWebClients {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoProtectionWebClientCustomizer")
		WebClientCustomizer openSergoProtectionWebClientCustomizer(ProtectedWebClients webClients) {
			return webClients::protect;
		}

	}

	/**
	 * Feign clients.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Capability.class)
	@ConditionalOnBooleanProperty(name = "opensergo.sentinel.feign.enabled", matchIfMissing = true)
	static class FeignClients {

		@Bean
		@ConditionalOnMissingBean
		ProtectionCapability openSergoProtectionCapability(OutboundNames names) {
			return new ProtectionCapability(names);
		}

	}

}
