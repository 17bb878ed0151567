package io.opensergo.spring.autoconfigure;

import java.util.List;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.spring.propagation.PropagationHosts;
import io.opensergo.spring.propagation.http.FeignRedirectGuard;
import io.opensergo.spring.propagation.http.RedirectFreeConnectorPostProcessor;
import io.opensergo.spring.propagation.http.RedirectFreeRequestFactoryPostProcessor;
import io.opensergo.spring.propagation.http.RedirectGuard;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoRedirectsAutoConfiguration}.
 */
class OpenSergoRedirectsAutoConfigurationTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OpenSergoAutoConfiguration.class,
				OpenSergoOutboundAutoConfiguration.class, OpenSergoRedirectsAutoConfiguration.class))
		.withPropertyValues("opensergo.rules=");

	@Test
	void everyLibraryHasItsGuard() {
		this.application.run((context) -> assertThat(context).hasSingleBean(RedirectGuard.class)
			.hasSingleBean(FeignRedirectGuard.class)
			.hasSingleBean(RedirectFreeRequestFactoryPostProcessor.class)
			.hasSingleBean(RedirectFreeConnectorPostProcessor.class)
			.hasBean("openSergoHttpComponentsRequestFactoryCustomizer")
			.hasBean("openSergoHttpComponentsConnectorCustomizer")
			.hasBean("openSergoFeignHttpClientCustomizer")
			.hasBean("openSergoJettyRequestFactoryCustomizer")
			.hasBean("openSergoJettyConnectorCustomizer")
			.hasBean("openSergoReactorRequestFactoryCustomizer")
			.hasBean("openSergoReactorConnectorCustomizer"));
	}

	@Test
	void guardsCanBeSwitchedOff() {
		this.application.withPropertyValues("opensergo.propagation.redirects.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RedirectGuard.class)
				.doesNotHaveBean(FeignRedirectGuard.class)
				.doesNotHaveBean(RedirectFreeRequestFactoryPostProcessor.class)
				.doesNotHaveBean(RedirectFreeConnectorPostProcessor.class));
	}

	@Test
	void guardOfTheApplicationWins() {
		this.application
			.withBean("mine", RedirectGuard.class,
					() -> new RedirectGuard(new ContextHeaders(new OutboundLane(null)),
							new PropagationHosts(List.of())))
			.run((context) -> assertThat(context).hasSingleBean(RedirectGuard.class)
				.doesNotHaveBean("openSergoRedirectGuard"));
	}

	@Test
	void withoutLibrariesOnlyTheJdkIsGuarded() {
		this.application
			.withClassLoader(new FilteredClassLoader("org.apache.hc", "org.eclipse.jetty", "reactor.netty", "feign",
					"org.springframework.cloud.openfeign"))
			.run((context) -> assertThat(context).hasSingleBean(RedirectFreeRequestFactoryPostProcessor.class)
				.doesNotHaveBean(FeignRedirectGuard.class)
				.doesNotHaveBean("openSergoHttpComponentsRequestFactoryCustomizer")
				.doesNotHaveBean("openSergoHttpComponentsConnectorCustomizer")
				.doesNotHaveBean("openSergoFeignHttpClientCustomizer")
				.doesNotHaveBean("openSergoJettyRequestFactoryCustomizer")
				.doesNotHaveBean("openSergoJettyConnectorCustomizer")
				.doesNotHaveBean("openSergoReactorRequestFactoryCustomizer")
				.doesNotHaveBean("openSergoReactorConnectorCustomizer"));
	}

	@Test
	void withoutBootsHttpClientsApplicationStarts() {
		this.application.withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RedirectFreeRequestFactoryPostProcessor.class)
				.doesNotHaveBean(RedirectFreeConnectorPostProcessor.class));
	}

	@Test
	void builderThatIsDeclaredAsOneOfTheJdkStays() {
		this.application.withUserConfiguration(OwnBuilder.class)
			.run((context) -> assertThat(context).hasSingleBean(JdkClientHttpRequestFactoryBuilder.class)
				.hasSingleBean(JdkClientHttpConnectorBuilder.class));
	}

	@Test
	void clientThatFollowsNoRedirectsNeedsNoTwin() {
		this.application.withUserConfiguration(AnyBuilder.class).run((context) -> {
			ClientHttpRequestFactoryBuilder<?> builder = context.getBean(ClientHttpRequestFactoryBuilder.class);
			assertThat(builder).isNotInstanceOf(JdkClientHttpRequestFactoryBuilder.class);
			assertThat(builder.build()).isNotInstanceOf(JdkClientHttpRequestFactory.class);
			HttpClientSettings settings = HttpClientSettings.defaults().withRedirects(HttpRedirects.DONT_FOLLOW);
			assertThat(builder.build(settings)).isInstanceOf(JdkClientHttpRequestFactory.class);
			ClientHttpConnectorBuilder<?> connectors = context.getBean(ClientHttpConnectorBuilder.class);
			assertThat(connectors).isNotInstanceOf(JdkClientHttpConnectorBuilder.class);
			assertThat(connectors.build()).isNotInstanceOf(JdkClientHttpConnector.class);
			assertThat(connectors.build(settings)).isInstanceOf(JdkClientHttpConnector.class);
		});
	}

	/**
	 * A builder that may be injected as what it is.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnBuilder {

		@Bean
		JdkClientHttpRequestFactoryBuilder requestFactoryBuilder() {
			return ClientHttpRequestFactoryBuilder.jdk();
		}

		@Bean
		JdkClientHttpConnectorBuilder connectorBuilder() {
			return ClientHttpConnectorBuilder.jdk();
		}

	}

	/**
	 * A builder that nobody knows the type of.
	 */
	@Configuration(proxyBeanMethods = false)
	static class AnyBuilder {

		@Bean
		ClientHttpRequestFactoryBuilder<?> requestFactoryBuilder() {
			return ClientHttpRequestFactoryBuilder.jdk();
		}

		@Bean
		ClientHttpConnectorBuilder<?> connectorBuilder() {
			return ClientHttpConnectorBuilder.jdk();
		}

	}

}
