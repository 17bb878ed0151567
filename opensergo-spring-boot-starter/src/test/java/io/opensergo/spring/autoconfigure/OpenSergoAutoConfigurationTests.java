package io.opensergo.spring.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSource;
import io.opensergo.core.source.RuleSourceListener;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleStore;
import io.opensergo.core.yaml.RuleReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenSergoAutoConfiguration}.
 */
class OpenSergoAutoConfigurationTests {

	private static final String LANE = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: %s, namespace: default}
			spec:
			  selector: {app: order}
			  rules: {workload: {selector: {tag: gray}}, lane: {name: gray}}
			""";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OpenSergoAutoConfiguration.class));

	@Test
	void withoutAnyPropertyEverythingIsThereAndNoRuleIsInForce() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(RuleEngine.class).hasSingleBean(RuleStore.class);
			assertThat(context.getBean(RuleStore.class).snapshot().rules()).isEmpty();
			assertThat(context.getBean(Caller.class).app()).isEqualTo("application");
		});
	}

	@Test
	void whenDisabledNothingIsThere() {
		this.runner.withPropertyValues("opensergo.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RuleEngine.class)
				.doesNotHaveBean(OpenSergoProperties.class));
	}

	@Test
	void workloadIsWhatThePropertiesSay() {
		this.runner
			.withPropertyValues("spring.application.name=order", "opensergo.namespace=shop",
					"opensergo.workload.lane=gray", "opensergo.workload.labels.version=v2")
			.run((context) -> {
				Caller workload = context.getBean(RuleEngine.class).caller();
				assertThat(workload.app()).isEqualTo("order");
				assertThat(workload.namespace()).isEqualTo("shop");
				assertThat(workload.labels())
					.containsAllEntriesOf(Map.of("app", "order", "opensergo.io/lane", "gray", "version", "v2"));
				assertThat(context.getBean(OutboundLane.class).ownLane()).isEqualTo("gray");
			});
	}

	@Test
	void appWinsOverApplicationName() {
		this.runner.withPropertyValues("spring.application.name=order", "opensergo.app=order-service")
			.run((context) -> assertThat(context.getBean(Caller.class).app()).isEqualTo("order-service"));
	}

	@Test
	void rulesOfFilesAreInForceWhenTheContextHasStarted(@TempDir Path folder) throws Exception {
		Files.writeString(folder.resolve("lane.yaml"), LANE.formatted("gray-lane"));
		this.runner.withPropertyValues("opensergo.rules=file:" + folder).run((context) -> {
			assertThat(context.getBean(RuleStore.class).snapshot().rules()).hasSize(1);
			assertThat(context.getBean(RuleEngine.class).current().version())
				.isEqualTo(context.getBean(RuleStore.class).snapshot().version())
				.isPositive();
		});
	}

	@Test
	void rulesOfTheClassPathAreInForce() {
		this.runner.withPropertyValues("opensergo.rules=classpath:test-rules/*.yaml")
			.run((context) -> assertThat(context.getBean(RuleStore.class).snapshot().rules())
				.extracting((rule) -> rule.metadata().name())
				.containsExactly("lane-of-the-class-path"));
	}

	@Test
	void fileWinsOverOtherSource(@TempDir Path folder) throws Exception {
		Files.writeString(folder.resolve("lane.yaml"), LANE.formatted("a") + "---\n" + LANE.formatted("b"));
		this.runner.withUserConfiguration(OwnSource.class)
			.withPropertyValues("opensergo.rules=file:" + folder)
			.run((context) -> {
				RuleStore store = context.getBean(RuleStore.class);
				assertThat(store.sources()).last().isInstanceOf(RecordingSource.class);
				assertThat(store.snapshot().rules()).extracting((rule) -> rule.metadata().name())
					.containsExactlyInAnyOrder("a", "b", "own");
			});
	}

	@Test
	void sourceHearsOfOwnLanesAndConfiguredServices() {
		this.runner.withUserConfiguration(OwnSource.class)
			.withPropertyValues("spring.application.name=order", "opensergo.client.subscribe-services=stock,payment")
			.run((context) -> assertThat(context.getBean(RecordingSource.class).subscriptions)
				.contains("order TRAFFIC_LANE", "stock TRAFFIC_ROUTER", "stock VIRTUAL_WORKLOAD",
						"payment TRAFFIC_ROUTER", "payment VIRTUAL_WORKLOAD")
				.doesNotHaveDuplicates());
	}

	@Test
	void sourceIsClosedWithTheContext() {
		RecordingSource source = new RecordingSource();
		this.runner.withBean("mine", RecordingSource.class, () -> source).run((context) -> {
			assertThat(source.closed).isFalse();
			context.close();
			assertThat(source.closed).isTrue();
		});
	}

	@Test
	void beansOfTheApplicationWin() {
		Caller caller = Caller.of("mine", "default", Map.of());
		RuleEngine engine = new RuleEngine(caller);
		RuleStore store = new RuleStore(List.of());
		this.runner.withBean(Caller.class, () -> caller)
			.withBean(RuleEngine.class, () -> engine)
			.withBean(RuleStore.class, () -> store)
			.run((context) -> {
				assertThat(context.getBean(Caller.class)).isSameAs(caller);
				assertThat(context.getBean(RuleEngine.class)).isSameAs(engine);
				assertThat(context.getBean(RuleStore.class)).isSameAs(store);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSource {

		@Bean
		RecordingSource ownSource() {
			return new RecordingSource();
		}

	}

	/**
	 * A source of an application that remembers what it is asked.
	 */
	static class RecordingSource implements RuleSource {

		private final List<String> subscriptions = new ArrayList<>();

		private boolean closed;

		@Override
		public String name() {
			return "own";
		}

		@Override
		public void start(RuleSourceListener listener) {
			RuleSet rules = new RuleReader("default").read("own",
					LANE.formatted("own") + "---\n" + LANE.formatted("a"));
			listener.onRules(rules);
		}

		@Override
		public void subscribe(String app, RuleKind kind) {
			this.subscriptions.add(app + " " + kind);
		}

		@Override
		public RuleSourceStatus status() {
			return new RuleSourceStatus(RuleSourceStatus.State.UP, "fine", null);
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
