package io.opensergo.spring.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.opensergo.client.ChannelSecurity;
import io.opensergo.client.ControlPlaneClientOptions;
import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.client.RuleCacheException;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.source.RuleSubscription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what {@link OpenSergoControlPlaneAutoConfiguration} makes of the properties
 * of the client.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ControlPlaneClientPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, OpenSergoAutoConfiguration.class,
				OpenSergoControlPlaneAutoConfiguration.class))
		.withPropertyValues("spring.application.name=order", "opensergo.endpoint=127.0.0.1:1");

	@Test
	void withoutPropertiesTheClientIsAsItWas() {
		this.runner.run((context) -> {
			ControlPlaneClientOptions options = context.getBean(ControlPlaneClientOptions.class);
			assertThat(options.security()).extracting(ChannelSecurity::token, ChannelSecurity::serverName)
				.containsOnlyNulls();
			assertThat(options.cacheDirectory()).isNull();
			assertThat(options.maxInboundMessageSize())
				.isEqualTo(ControlPlaneClientOptions.DEFAULT_MAX_INBOUND_MESSAGE_SIZE);
		});
	}

	@ParameterizedTest
	@CsvSource({
			"opensergo.client.ssl.bundle=none, opensergo.endpoint=https://far:1, there is no SSL bundle of this name",
			"opensergo.client.ssl.bundle=none, opensergo.endpoint=far:1, Write https://far:1",
			"opensergo.client.token=secret, opensergo.endpoint=far:1, everybody on the way could read the token",
			"opensergo.client.token=two words, opensergo.endpoint=https://far:1, on one line",
			"opensergo.client.token-file=/nowhere/token, opensergo.endpoint=https://far:1, there is no such file" })
	void propertiesThatDoNotFitTogetherFailTheStart(String first, String second, String text) {
		this.runner.withPropertyValues(first, second).run((context) -> {
			Throwable failure = context.getStartupFailure();
			FailureAnalysis analysis = new InvalidOpenSergoPropertyFailureAnalyzer().analyze(failure);
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription() + analysis.getAction()).contains(text)
				.doesNotContain("secret")
				.doesNotContain("two words");
		});
	}

	@Test
	void tokenAndTokenFileTogetherFailTheStart(@TempDir Path folder) throws Exception {
		Path file = Files.writeString(folder.resolve("token"), "a");
		this.runner.withPropertyValues("opensergo.client.token=b", "opensergo.client.token-file=" + file)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("opensergo.client.token"));
	}

	@Test
	void tokenIsShownNowhere(CapturedOutput output) {
		this.runner
			.withPropertyValues("opensergo.client.token=secret-of-mine", "logging.level.root=trace",
					"opensergo.client.allow-insecure-token=true", "opensergo.endpoint=far.invalid:1")
			.run((context) -> {
				assertThat(context.getBean(OpenSergoProperties.class).toString()).contains("token=***");
				assertThat(context.getBean(ControlPlaneClientOptions.class).toString())
					.doesNotContain("secret-of-mine");
			});
		assertThat(output).doesNotContain("secret-of-mine");
	}

	@Test
	void cacheDirIsUsedAndExplainedWhenItCannotBe(@TempDir Path folder) throws Exception {
		Path cache = folder.resolve("cache");
		this.runner.withPropertyValues("opensergo.client.cache-dir=" + cache)
			.run((context) -> assertThat(cache).isDirectory());
		Path file = Files.writeString(folder.resolve("file"), "");
		this.runner.withPropertyValues("opensergo.client.cache-dir=" + file).run((context) -> {
			assertThat(context).getFailure().rootCause().isInstanceOf(Exception.class);
			FailureAnalysis analysis = new RuleCacheFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getCause()).isInstanceOf(RuleCacheException.class);
			assertThat(analysis.getDescription()).contains(file.toString());
			assertThat(analysis.getAction()).contains("opensergo.client.cache-dir");
		});
	}

	@Test
	void awaitRulesWaitsForAnswersOnly() {
		try (FaultyControlPlane server = FaultyControlPlane.start()) {
			this.runner
				.withPropertyValues("opensergo.endpoint=127.0.0.1:" + server.port(), "opensergo.client.await-rules=50s",
						"opensergo.client.await-rules-failure=fail")
				// It does not know lanes, and says so: an answer.
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(ControlPlaneRuleSource.class).subscriptions())
						.extracting(RuleSubscription::state)
						.containsOnly(RuleSubscription.State.NOT_SERVED);
				});
		}
	}

	@Test
	void awaitRulesThatDoNotComeGoesOnAndSaysSo(CapturedOutput output) {
		this.runner.withPropertyValues("opensergo.client.await-rules=100ms").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("has not answered 1 subscriptions within 100 ms: TrafficLane of default/order")
				.contains("The start goes on");
		});
	}

	@Test
	void awaitRulesThatDoNotComeFailsWhenAsked() {
		this.runner
			.withPropertyValues("opensergo.client.await-rules=100ms", "opensergo.client.await-rules-failure=fail")
			.run((context) -> {
				FailureAnalysis analysis = new RulesNotAnsweredFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("TrafficLane of default/order");
				assertThat(analysis.getAction()).contains("await-rules-failure=continue");
			});
	}

	@Test
	void unreachableControlPlaneDoesNotHoldTheStart() {
		long best = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			long start = System.nanoTime();
			this.runner.run((context) -> assertThat(context).hasNotFailed());
			best = Math.min(best, System.nanoTime() - start);
		}
		assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void noThreadIsLeftWhenTheContextIsClosed(@TempDir Path folder) {
		try (FaultyControlPlane server = FaultyControlPlane.start()) {
			this.runner
				.withPropertyValues("opensergo.endpoint=127.0.0.1:" + server.port(),
						"opensergo.client.cache-dir=" + folder, "opensergo.client.await-rules=10s")
				.run((context) -> {
					assertThat(thread("opensergo-control-plane")).isNotNull();
					assertThat(server.streams()).isOne();
				});
			await().until(() -> server.streams() == 0);
		}
		// gRPC ends its shared threads a second after the last channel.
		await().untilAsserted(() -> {
			assertThat(thread("opensergo-")).isNull();
			assertThat(thread("grpc-")).isNull();
		});
	}

	private static @Nullable Thread thread(String prefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && thread.getName().startsWith(prefix))
			.findAny()
			.orElse(null);
	}

}
