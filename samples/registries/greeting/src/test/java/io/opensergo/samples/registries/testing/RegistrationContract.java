package io.opensergo.samples.registries.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.opensergo.samples.registries.greeting.GreetingApplication;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds with every registry: instances of the sample register themselves, and find
 * each other by lane and label. The test of a registry starts it before, and says how to
 * reach it.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class RegistrationContract {

	private static final int CALLS = 12;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

	/**
	 * How to reach the registry.
	 * @return properties
	 */
	protected abstract Map<String, Object> registry();

	/**
	 * The property that a user sets to write the lane label by hand.
	 * @return the name
	 */
	protected abstract String laneProperty();

	/**
	 * Further configuration of the application.
	 * @return classes
	 */
	protected List<Class<?>> configuration() {
		return List.of();
	}

	@BeforeAll
	void startInstances() {
		start("base", Map.of());
		start("gray", Map.of("opensergo.workload.lane", "gray", "opensergo.workload.labels.version", "v2"));
		start("premium", Map.of("opensergo.workload.labels[example.org/tier]", "premium"));
		start("by-hand", Map.of("opensergo.workload.lane", "gray", laneProperty(), "blue"));
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.instances)
				.allSatisfy((instance) -> assertThat(discovered(instance)).hasSameSizeAs(this.instances)
					.allMatch((found) -> found.getPort() > 0)));
	}

	/**
	 * Stops the registry, after all instances.
	 * @throws Exception when that fails
	 */
	protected void stopRegistry() throws Exception {
	}

	@AfterAll
	void stopInstances() throws Exception {
		this.instances.forEach(ConfigurableApplicationContext::close);
		stopRegistry();
	}

	@Test
	void callWithLaneReachesInstanceThatRegisteredWithLane() {
		assertThat(answers("x-opensergo-traffic", "gray")).containsExactly("gray");
	}

	@Test
	void callWithoutLaneReachesInstancesThatRegisteredWithoutLane() {
		assertThat(answers("x-unused", "")).containsExactly("base", "premium");
	}

	@Test
	void callThatNeedsLabelReachesInstanceThatRegisteredWithLabel() {
		assertThat(answers("x-tier", "premium")).containsExactly("premium");
	}

	@Test
	void laneWrittenByHandWinsOverLaneOfTheWorkload() {
		assertThat(answers("x-opensergo-traffic", "blue")).containsExactly("by-hand");
	}

	@Test
	void labelsThatAreValidEverywhereAreRegisteredUnderTheirNames() {
		assertThat(discovered(this.instances.get(0)))
			.anySatisfy((instance) -> assertThat(instance.getMetadata()).containsEntry("version", "v2"));
	}

	/**
	 * The instances that answer, whichever instance is asked.
	 */
	private Set<String> answers(String header, String value) {
		Set<String> answers = new TreeSet<>();
		for (ConfigurableApplicationContext instance : this.instances) {
			if (isColored(instance)) {
				continue;
			}
			String port = instance.getEnvironment().getRequiredProperty("local.server.port");
			RestClient client = RestClient.create("http://127.0.0.1:" + port);
			for (int i = 0; i < CALLS; i++) {
				answers.add(client.get().uri("/call").header(header, value).retrieve().body(String.class));
			}
		}
		return answers;
	}

	/**
	 * Whether an instance puts what it calls into its own lane.
	 */
	private static boolean isColored(ConfigurableApplicationContext instance) {
		return instance.getEnvironment().containsProperty("opensergo.workload.lane");
	}

	private static List<ServiceInstance> discovered(ConfigurableApplicationContext instance) {
		return instance.getBean(DiscoveryClient.class).getInstances("greeting");
	}

	private void start(String name, Map<String, Object> properties) {
		Map<String, Object> all = new HashMap<>(registry());
		all.putAll(properties);
		all.put("greeting.instance", name);
		all.put("server.port", "0");
		all.put("spring.cloud.loadbalancer.cache.enabled", "false");
		all.put("spring.main.banner-mode", "off");
		all.put("logging.level.root", "warn");
		List<String> arguments = all.entrySet()
			.stream()
			.map((property) -> "--" + property.getKey() + "=" + property.getValue())
			.toList();
		List<Class<?>> sources = new ArrayList<>(configuration());
		sources.add(GreetingApplication.class);
		this.instances
			.add(new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).run(arguments.toArray(String[]::new)));
	}

}
