package io.opensergo.spring.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.TrafficContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.core.RandomLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ReactorLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for routing beneath the strategies of Spring Cloud LoadBalancer and those of an
 * application.
 */
class LoadBalancerStrategiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("eureka.client.enabled=false", "spring.cloud.gateway.server.webflux.enabled=false",
				"spring.cloud.loadbalancer.zone=z1", instance(0, "uri", "http://127.0.0.1:1"),
				instance(0, "instance-id", "base"), instance(0, "metadata.zone", "z1"),
				instance(1, "uri", "http://127.0.0.1:2"), instance(1, "instance-id", "gray"),
				instance(1, "metadata.zone", "z2"), instance(1, "metadata[opensergo.io/lane]", "gray"));

	@ParameterizedTest
	@ValueSource(strings = { "default", "zone-preference", "same-instance-preference", "request-based-sticky-session",
			"weighted", "subset" })
	void laneIsChosenBeforeTheStrategy(String strategy) {
		this.runner.withPropertyValues("spring.cloud.loadbalancer.configurations=" + strategy).run((context) -> {
			LoadBalancerClient client = context.getBean(LoadBalancerClient.class);
			List<String> chosen = new ArrayList<>();
			for (String lane : new String[] { null, "gray", null, "gray", "gray", null }) {
				chosen.add(choose(client, "stock", lane));
			}
			assertThat(chosen).containsExactly("base", "gray", "base", "gray", "gray", "base");
		});
	}

	@Test
	void laneIsChosenWithoutCache() {
		this.runner.withPropertyValues("spring.cloud.loadbalancer.cache.enabled=false").run((context) -> {
			LoadBalancerClient client = context.getBean(LoadBalancerClient.class);
			assertThat(choose(client, "stock", "gray")).isEqualTo("gray");
			assertThat(choose(client, "stock", null)).isEqualTo("base");
		});
	}

	@Test
	void supplierAndLoadBalancerOfTheApplicationAreKept() {
		this.runner.withUserConfiguration(OwnClient.class).run((context) -> {
			LoadBalancerClient client = context.getBean(LoadBalancerClient.class);
			assertThat(choose(client, "own", "gray")).isEqualTo("own-gray");
			assertThat(choose(client, "own", null)).isEqualTo("own-base");
			LoadBalancerClientFactory factory = context.getBean(LoadBalancerClientFactory.class);
			assertThat(factory.getInstance("own", ReactorLoadBalancer.class)).isInstanceOf(RandomLoadBalancer.class);
			assertThat(choose(client, "stock", "gray")).isEqualTo("gray");
		});
	}

	@Test
	void whenDisabledAllInstancesAreChosen() {
		this.runner.withPropertyValues("opensergo.loadbalancer.enabled=false").run((context) -> {
			LoadBalancerClient client = context.getBean(LoadBalancerClient.class);
			assertThat(List.of(choose(client, "stock", null), choose(client, "stock", null)))
				.containsExactlyInAnyOrder("base", "gray");
		});
	}

	private static String instance(int index, String name, String value) {
		return "spring.cloud.discovery.client.simple.instances.stock[" + index + "]." + name + "=" + value;
	}

	private static String choose(LoadBalancerClient client, String service, @Nullable String lane) {
		TrafficContext.Scope scope = TrafficContext.ofLane(lane).makeCurrent();
		try {
			ServiceInstance instance = client.choose(service);
			return (instance != null) ? instance.getInstanceId() : "none";
		}
		finally {
			scope.close();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@org.springframework.cloud.loadbalancer.annotation.LoadBalancerClient(name = "own",
			configuration = OwnClientConfiguration.class)
	static class OwnClient {

	}

	static class OwnClientConfiguration {

		@Bean
		ServiceInstanceListSupplier ownSupplier() {
			return new OwnSupplier();
		}

		@Bean
		ReactorLoadBalancer<ServiceInstance> ownLoadBalancer(ObjectProvider<ServiceInstanceListSupplier> supplier) {
			return new RandomLoadBalancer(supplier, "own");
		}

	}

	private static final class OwnSupplier implements ServiceInstanceListSupplier {

		@Override
		public String getServiceId() {
			return "own";
		}

		@Override
		public Flux<List<ServiceInstance>> get() {
			return Flux.just(List.of(new DefaultServiceInstance("own-base", "own", "localhost", 1, false),
					new DefaultServiceInstance("own-gray", "own", "localhost", 2, false,
							Map.of("opensergo.io/lane", "gray"))));
		}

	}

}
