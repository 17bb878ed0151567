package io.opensergo.spring.autoconfigure;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.cloud.commons.util.InetUtilsProperties;
import org.springframework.cloud.netflix.eureka.EurekaInstanceConfigBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoEnvironmentPostProcessor}.
 */
class OpenSergoEnvironmentPostProcessorTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void laneReachesMetadataOfEureka() {
		this.environment.withProperty("opensergo.workload.lane", "gray")
			.withProperty("eureka.instance.metadata-map.zone", "z1");
		process();
		InetUtils inet = new InetUtils(new InetUtilsProperties());
		EurekaInstanceConfigBean eureka = new EurekaInstanceConfigBean(inet);
		Binder.get(this.environment).bind("eureka.instance", Bindable.ofInstance(eureka));
		assertThat(eureka.getMetadataMap()).containsEntry("opensergo.io/lane", "gray").containsEntry("zone", "z1");
		inet.close();
	}

	@Test
	void laneAndLabelsReachMetadataOfNacosAndZookeeper() {
		this.environment.withProperty("opensergo.workload.lane", "gray")
			.withProperty("opensergo.workload.labels.version", "v2")
			.withProperty("opensergo.workload.labels[example.org/team]", "stock");
		process();
		Map<String, String> expected = Map.of("opensergo.io/lane", "gray", "version", "v2", "example.org/team",
				"stock");
		assertThat(metadata("spring.cloud.nacos.discovery.metadata")).containsExactlyInAnyOrderEntriesOf(expected);
		assertThat(metadata("spring.cloud.zookeeper.discovery.metadata")).containsExactlyInAnyOrderEntriesOf(expected);
	}

	@Test
	void namesInMetadataOfConsulHoldAllowedCharactersOnly() {
		this.environment.withProperty("opensergo.workload.lane", "gray")
			.withProperty("opensergo.workload.labels.version", "v2")
			.withProperty("opensergo.workload.labels[example.org/team]", "stock");
		process();
		assertThat(metadata("spring.cloud.consul.discovery.metadata"))
			.containsExactlyInAnyOrderEntriesOf(Map.of("opensergo-io-lane", "gray", "version", "v2", "example-org-team",
					"stock", "opensergo-label-names", "example.org/team"));
	}

	@Test
	void metadataOfTheApplicationWins() {
		this.environment.withProperty("opensergo.workload.lane", "gray")
			.withProperty("eureka.instance.metadata-map[opensergo.io/lane]", "blue");
		process();
		assertThat(metadata("eureka.instance.metadata-map")).containsEntry("opensergo.io/lane", "blue");
	}

	@Test
	void metadataOfTheApplicationWinsInConsul() {
		this.environment.withProperty("opensergo.workload.lane", "gray")
			.withProperty("spring.cloud.consul.discovery.metadata.opensergo-io-lane", "blue");
		process();
		assertThat(metadata("spring.cloud.consul.discovery.metadata")).containsEntry("opensergo-io-lane", "blue");
	}

	@Test
	void nothingIsRegisteredWhenRegistrationIsDisabled() {
		this.environment.withProperty("opensergo.registration.enabled", "false")
			.withProperty("opensergo.workload.lane", "gray")
			.withProperty("opensergo.workload.labels.version", "v2");
		process();
		for (String registry : List.of("eureka.instance.metadata-map", "spring.cloud.nacos.discovery.metadata",
				"spring.cloud.zookeeper.discovery.metadata", "spring.cloud.consul.discovery.metadata")) {
			assertThat(metadata(registry)).as(registry).isEmpty();
		}
		assertThat(this.environment.getProperty("spring.reactor.context-propagation")).isEqualTo("auto");
	}

	@Test
	void invalidLaneIsNotRegistered() {
		this.environment.withProperty("opensergo.workload.lane", "no/lane");
		process();
		assertThat(metadata("eureka.instance.metadata-map")).isEmpty();
	}

	@Test
	void contextPropagationOfReactorIsOnUnlessTheApplicationSaysOtherwise() {
		process();
		assertThat(this.environment.getProperty("spring.reactor.context-propagation")).isEqualTo("auto");
		MockEnvironment other = new MockEnvironment().withProperty("spring.reactor.context-propagation", "limited");
		new OpenSergoEnvironmentPostProcessor().postProcessEnvironment(other, new SpringApplication());
		assertThat(other.getProperty("spring.reactor.context-propagation")).isEqualTo("limited");
	}

	@Test
	void nothingIsAddedWhenDisabled() {
		this.environment.withProperty("opensergo.enabled", "false").withProperty("opensergo.workload.lane", "gray");
		process();
		assertThat(this.environment.getPropertySources().contains(OpenSergoEnvironmentPostProcessor.PROPERTY_SOURCE))
			.isFalse();
	}

	@Test
	void applicationFindsPostProcessor() {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Empty.class)
			.web(WebApplicationType.NONE)
			.properties("opensergo.workload.lane=gray")
			.environment(new StandardEnvironment())
			.run()) {
			assertThat(Binder.get(application.getEnvironment())
				.bind("eureka.instance.metadata-map", Bindable.mapOf(String.class, String.class))
				.get()).containsEntry("opensergo.io/lane", "gray");
		}
	}

	private void process() {
		new OpenSergoEnvironmentPostProcessor().postProcessEnvironment(this.environment, new SpringApplication());
	}

	private Map<String, String> metadata(String name) {
		return Binder.get(this.environment).bind(name, Bindable.mapOf(String.class, String.class)).orElse(Map.of());
	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

}
