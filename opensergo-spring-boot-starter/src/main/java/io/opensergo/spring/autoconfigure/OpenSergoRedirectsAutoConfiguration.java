package io.opensergo.spring.autoconfigure;

import feign.Capability;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.PropagationHosts;
import io.opensergo.spring.propagation.http.FeignRedirectGuard;
import io.opensergo.spring.propagation.http.HttpComponentsRedirectGuard;
import io.opensergo.spring.propagation.http.JettyRedirectGuard;
import io.opensergo.spring.propagation.http.ReactorNettyRedirectGuard;
import io.opensergo.spring.propagation.http.RedirectFreeConnectorPostProcessor;
import io.opensergo.spring.propagation.http.RedirectFreeRequestFactoryPostProcessor;
import io.opensergo.spring.propagation.http.RedirectGuard;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.eclipse.jetty.client.HttpClient;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.cloud.openfeign.clientconfig.HttpClient5FeignConfiguration.HttpClientBuilderCustomizer;
import org.springframework.cloud.openfeign.loadbalancer.FeignBlockingLoadBalancerClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Auto-configuration that keeps the lane from hosts that a redirect leads to: HTTP
 * clients repeat the headers of a request when they follow one.
 */
@AutoConfiguration(after = OpenSergoOutboundAutoConfiguration.class)
@ConditionalOnBean({ RuleEngine.class, PropagationHosts.class })
@ConditionalOnBooleanProperty(name = "opensergo.propagation.redirects.enabled", matchIfMissing = true)
public final class OpenSergoRedirectsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RedirectGuard openSergoRedirectGuard(ContextHeaders headers, PropagationHosts hosts) {
		return new RedirectGuard(headers, hosts);
	}

	/**
	 * Apache HttpComponents under RestTemplate and RestClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpClientBuilder.class, ClientHttpRequestFactoryBuilder.class,
			ClientHttpRequestFactory.class })
	static class BlockingHttpComponents {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoHttpComponentsRequestFactoryCustomizer")
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> openSergoHttpComponentsRequestFactoryCustomizer(
				RedirectGuard guard) {
			return (builder) -> builder.withHttpClientCustomizer(
					(client) -> client.addRequestInterceptorLast(new HttpComponentsRedirectGuard(guard)));
		}

	}

	/**
	 * Apache HttpComponents under WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpAsyncClientBuilder.class, ClientHttpConnectorBuilder.class, ClientHttpConnector.class })
	static class ReactiveHttpComponents {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoHttpComponentsConnectorCustomizer")
		ClientHttpConnectorBuilderCustomizer<HttpComponentsClientHttpConnectorBuilder> openSergoHttpComponentsConnectorCustomizer(
				RedirectGuard guard) {
			return (builder) -> builder.withHttpClientCustomizer(
					(client) -> client.addRequestInterceptorLast(new HttpComponentsRedirectGuard(guard)));
		}

	}

	/**
	 * Apache HttpComponents under OpenFeign.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpClientBuilder.class, HttpClientBuilderCustomizer.class })
	static class FeignHttpComponents {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoFeignHttpClientCustomizer")
		HttpClientBuilderCustomizer openSergoFeignHttpClientCustomizer(RedirectGuard guard) {
			return (client) -> client.addRequestInterceptorLast(new HttpComponentsRedirectGuard(guard));
		}

	}

	/**
	 * The clients of the JDK under OpenFeign.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Capability.class, FeignBlockingLoadBalancerClient.class })
	static class FeignJdk {

		@Bean
		@ConditionalOnMissingBean
		FeignRedirectGuard openSergoFeignRedirectGuard(OutboundLane outboundLane) {
			return new FeignRedirectGuard(outboundLane);
		}

	}

	/**
	 * Jetty under RestTemplate and RestClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpClient.class, ClientHttpRequestFactoryBuilder.class, ClientHttpRequestFactory.class })
	static class BlockingJetty {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoJettyRequestFactoryCustomizer")
		ClientHttpRequestFactoryBuilderCustomizer<JettyClientHttpRequestFactoryBuilder> openSergoJettyRequestFactoryCustomizer(
				RedirectGuard guard) {
			return (builder) -> builder.withHttpClientCustomizer(
					(client) -> client.getRequestListeners().addQueuedListener(new JettyRedirectGuard(guard)));
		}

	}

	/**
	 * Jetty under WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HttpClient.class, ClientHttpConnectorBuilder.class, ClientHttpConnector.class })
	static class ReactiveJetty {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoJettyConnectorCustomizer")
		ClientHttpConnectorBuilderCustomizer<JettyClientHttpConnectorBuilder> openSergoJettyConnectorCustomizer(
				RedirectGuard guard) {
			return (builder) -> builder.withHttpClientCustomizer(
					(client) -> client.getRequestListeners().addQueuedListener(new JettyRedirectGuard(guard)));
		}

	}

	/**
	 * Reactor Netty under RestTemplate and RestClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ reactor.netty.http.client.HttpClient.class, ClientHttpRequestFactoryBuilder.class,
			ClientHttpRequestFactory.class })
	static class BlockingReactorNetty {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoReactorRequestFactoryCustomizer")
		ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> openSergoReactorRequestFactoryCustomizer(
				RedirectGuard guard) {
			ReactorNettyRedirectGuard clients = new ReactorNettyRedirectGuard(guard);
			return (builder) -> builder.withHttpClientCustomizer(clients::guard);
		}

	}

	/**
	 * Reactor Netty under WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ reactor.netty.http.client.HttpClient.class, ClientHttpConnectorBuilder.class,
			ClientHttpConnector.class })
	static class ReactiveReactorNetty {

		@Bean
		@ConditionalOnMissingBean(name = "openSergoReactorConnectorCustomizer")
		ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> openSergoReactorConnectorCustomizer(
				RedirectGuard guard) {
			ReactorNettyRedirectGuard clients = new ReactorNettyRedirectGuard(guard);
			return (builder) -> builder.withHttpClientCustomizer(clients::guard);
		}

	}

	/**
	 * The clients of the JDK under RestTemplate and RestClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ClientHttpRequestFactoryBuilder.class, ClientHttpRequestFactory.class })
	static class Jdk {

		@Bean
		@ConditionalOnMissingBean
		static RedirectFreeRequestFactoryPostProcessor openSergoRedirectFreeRequestFactoryPostProcessor(
				ConfigurableListableBeanFactory beanFactory) {
			return new RedirectFreeRequestFactoryPostProcessor(beanFactory);
		}

	}

	/**
	 * The client of the JDK under WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ClientHttpConnectorBuilder.class, ClientHttpConnector.class })
	static class ReactiveJdk {

		@Bean
		@ConditionalOnMissingBean
		static RedirectFreeConnectorPostProcessor openSergoRedirectFreeConnectorPostProcessor(
				ConfigurableListableBeanFactory beanFactory) {
			return new RedirectFreeConnectorPostProcessor(beanFactory);
		}

	}

}
