package io.opensergo.spring.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the lane in the lines of the log, by real applications.
 */
@ExtendWith(OutputCaptureExtension.class)
class LaneInLogsTests {

	private static final String LOGGER = "shop.Order";

	@BeforeEach
	@AfterEach
	void forgetWhatApplicationsLeaveInTheJvm() {
		for (LoggingSystemProperty property : LoggingSystemProperty.values()) {
			System.clearProperty(property.getEnvironmentVariableName());
		}
	}

	@Test
	void linesOfTheConsoleShowLaneOfTheirRequestOnly(CapturedOutput output) {
		log();
		assertThat(line(output.getOut(), "in lane")).contains("] [gray] " + LOGGER);
		assertThat(line(output.getOut(), "without lane")).contains("] " + LOGGER).doesNotContain("gray");
	}

	@Test
	void linesOfTheFileShowLane(@TempDir Path folder) throws IOException {
		Path file = folder.resolve("order.log");
		log("logging.file.name=" + file);
		assertThat(line(Files.readString(file), "in lane")).contains("] [gray] " + LOGGER);
	}

	@Test
	void idsOfTracingStayBehindTheLane(CapturedOutput output) {
		log("logging.expect-correlation-id=true");
		assertThat(line(output.getOut(), "in lane"))
			.contains("] [gray] [0123456789abcdef0123456789abcdef-0123456789abcdef] " + LOGGER);
		assertThat(line(output.getOut(), "without lane"))
			.contains("] [0123456789abcdef0123456789abcdef-0123456789abcdef] " + LOGGER);
	}

	@Test
	void patternOfTheApplicationWins(CapturedOutput output) {
		log("logging.pattern.correlation=<%X{lane}>");
		assertThat(line(output.getOut(), "in lane")).contains("] <gray>" + LOGGER);
	}

	@Test
	void canBeSwitchedOff(CapturedOutput output) {
		log("opensergo.propagation.logging.enabled=false");
		assertThat(line(output.getOut(), "in lane")).contains("] " + LOGGER).doesNotContain("gray");
	}

	@ParameterizedTest
	@CsvSource({ "ecs, '\"lane\":\"gray\"'", "logstash, '\"lane\":\"gray\"'", "gelf, '\"_lane\":\"gray\"'" })
	void structuredLinesShowLane(String format, String expected, CapturedOutput output) {
		log("logging.structured.format.console=" + format);
		assertThat(line(output.getOut(), "in lane")).contains(expected);
		assertThat(line(output.getOut(), "without lane")).doesNotContain("lane\":");
	}

	/**
	 * The key is one for the whole JVM, so that another one needs another JVM.
	 */
	@Test
	void keyCanBeNamed() throws Exception {
		String out = runElsewhere("--opensergo.propagation.mdc-key=trafficLane");
		assertThat(line(out, "in lane")).contains("] [gray] " + LOGGER);
		assertThat(line(out, "keys")).endsWith("keys [trafficLane]");
	}

	@Test
	void keyThatIsNoneFailsWithItsName() throws Exception {
		assertThat(runElsewhere("--opensergo.propagation.mdc-key=a}b")).contains("opensergo.propagation.mdc-key")
			.contains("a}b");
	}

	private static String runElsewhere(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Application.class.getName()));
		command.addAll(Arrays.asList(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return out;
	}

	private static void log(String... properties) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Empty.class)
			.web(WebApplicationType.NONE)
			.properties("logging.level.root=warn", "logging.level.shop=info", "spring.main.banner-mode=off")
			.properties(properties)
			.run()) {
			logLines();
		}
	}

	private static void logLines() {
		Logger logger = LoggerFactory.getLogger(LOGGER);
		MDC.put("traceId", "0123456789abcdef0123456789abcdef");
		MDC.put("spanId", "0123456789abcdef");
		TrafficContext.ofLane("gray").run(() -> logger.info("in lane"));
		logger.info("without lane");
		MDC.clear();
		TrafficContext.ofLane("gray").run(() -> logger.info("keys {}", MDC.getCopyOfContextMap().keySet()));
	}

	private static String line(String output, String message) {
		return output.lines().filter((line) -> line.contains(message)).findFirst().orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

	/**
	 * An application in a JVM of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(OpenSergoAutoConfiguration.class)
	static class Application {

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.properties("spring.main.banner-mode=off")
				.run(arguments);
			logLines();
		}

	}

}
