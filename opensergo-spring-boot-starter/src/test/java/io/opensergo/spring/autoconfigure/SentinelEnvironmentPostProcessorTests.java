package io.opensergo.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.alibaba.csp.sentinel.EntryType;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.config.SentinelConfig;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SentinelEnvironmentPostProcessor}.
 */
class SentinelEnvironmentPostProcessorTests {

	private Properties before = new Properties();

	@BeforeEach
	void clear() {
		this.before = (Properties) System.getProperties().clone();
		System.getProperties().keySet().removeIf((name) -> String.valueOf(name).contains("sentinel"));
		System.clearProperty("EAGLEEYE.LOG.PATH");
	}

	@AfterEach
	void restore() {
		System.setProperties(this.before);
	}

	@Test
	void tellsNameFolderAndThatTheTransportIsOff() {
		process(Map.of("spring.application.name", "order"));
		assertThat(System.getProperty("csp.sentinel.app.name")).isEqualTo("order");
		assertThat(System.getProperty("csp.sentinel.log.dir")).startsWith(System.getProperty("java.io.tmpdir"))
			.isEqualTo(System.getProperty("EAGLEEYE.LOG.PATH"));
		assertThat(System.getProperty("csp.sentinel.metric.flush.interval")).isEqualTo("0");
		assertThat(System.getProperty("opensergo.sentinel.transport.enabled")).isEqualTo("false");
	}

	@Test
	void transportIsOnWhenAskedFor() {
		process(Map.of("opensergo.sentinel.transport.enabled", "true", "csp.sentinel.dashboard.server",
				"localhost:8080"));
		assertThat(System.getProperty("opensergo.sentinel.transport.enabled")).isEqualTo("true");
		assertThat(System.getProperty("opensergo.sentinel.transport.address")).isEqualTo("127.0.0.1");
		assertThat(System.getProperty("csp.sentinel.dashboard.server")).isEqualTo("localhost:8080");
		assertThat(System.getProperty("csp.sentinel.metric.flush.interval")).isNull();
	}

	@Test
	void whatIsSetAlreadyStays(@TempDir Path folder) {
		System.setProperty("csp.sentinel.app.name", "mine");
		System.setProperty("csp.sentinel.log.dir", folder.toString());
		process(Map.of("spring.application.name", "order"));
		assertThat(System.getProperty("csp.sentinel.app.name")).isEqualTo("mine");
		assertThat(System.getProperty("csp.sentinel.log.dir")).isEqualTo(folder.toString());
		assertThat(System.getProperty("EAGLEEYE.LOG.PATH")).isEqualTo(folder.toString());
	}

	@Test
	void doesNothingWhenDisabled() {
		process(Map.of("opensergo.sentinel.enabled", "false"));
		assertThat(System.getProperty("csp.sentinel.log.dir")).isNull();
	}

	/**
	 * Sentinel reads all this once per virtual machine: a fresh one shows what it does.
	 */
	@Test
	void homeDirectoryStaysEmpty(@TempDir Path home, @TempDir Path temp) throws Exception {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Path output = temp.resolve("output");
		Path arguments = Files.writeString(temp.resolve("arguments"),
				"-cp \"" + classPath.replace("\\", "\\\\") + "\"");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Duser.home=" + home, "-Djava.io.tmpdir=" + temp, "@" + arguments, BlockingApplication.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(process.waitFor(Duration.ofMinutes(3).toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(Files.readString(output)).contains("blocked in blocking-app");
		assertThat(process.exitValue()).isZero();
		assertThat(files(home)).isEmpty();
	}

	private static List<Path> files(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter((file) -> !file.equals(folder)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void process(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", new HashMap<>(properties)));
		new SentinelEnvironmentPostProcessor().postProcessEnvironment(environment, new SpringApplication());
	}

	/**
	 * Blocks a request, so that Sentinel writes what it writes.
	 */
	@Configuration(proxyBeanMethods = false)
	static class BlockingApplication {

		public static void main(String[] args) throws Exception {
			SpringApplication application = new SpringApplication(BlockingApplication.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.setDefaultProperties(Map.of("spring.application.name", "blocking-app"));
			application.run(args).close();
			FlowRuleManager.loadRules(List.of(new FlowRule("resource").setCount(0)));
			try {
				SphU.entry("resource", EntryType.IN).exit();
			}
			catch (BlockException ex) {
				// the log of blocked requests is written each second
				TimeUnit.MILLISECONDS.sleep(2500);
				System.out.println("blocked in " + SentinelConfig.getAppName());
			}
		}

	}

}
