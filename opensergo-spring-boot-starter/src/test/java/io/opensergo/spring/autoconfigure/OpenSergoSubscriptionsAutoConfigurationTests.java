package io.opensergo.spring.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoSubscriptionsAutoConfiguration}.
 */
class OpenSergoSubscriptionsAutoConfigurationTests {

	private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(OpenSergoAutoConfiguration.class, OpenSergoSubscriptionsAutoConfiguration.class));

	@Test
	void routesInPropertiesAreKnownBeforeTheGatewayHasThem() {
		this.runner.withUserConfiguration(Gateway.class)
			.withPropertyValues(ROUTES + "[0].id=stock", ROUTES + "[0].uri=lb://stock",
					ROUTES + "[0].predicates[0]=Path=/**", ROUTES + "[1].id=other",
					ROUTES + "[1].uri=http://example.org", ROUTES + "[1].predicates[0]=Path=/**")
			.run((context) -> assertThat(context.getBean("openSergoGatewayServices", CalledServices.class).names())
				.containsExactly("stock"));
	}

	@Test
	void applicationWithoutGatewayPropertiesCallsNoRoutes() {
		this.runner
			.run((context) -> assertThat(context.getBean("openSergoGatewayServices", CalledServices.class).names())
				.isEmpty());
		this.runner.withClassLoader(new FilteredClassLoader(GatewayProperties.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("openSergoGatewayServices"));
	}

	@Test
	void registryIsSubscribedToWhenAskedForAndPresent() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RegistrySubscriptions.class));
		ApplicationContextRunner asked = this.runner.withPropertyValues("opensergo.client.subscribe-registry=true");
		asked.run((context) -> assertThat(context).hasSingleBean(RegistrySubscriptions.class));
		asked.withClassLoader(new FilteredClassLoader(DiscoveryClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RegistrySubscriptions.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(GatewayProperties.class)
	static class Gateway {

	}

}
