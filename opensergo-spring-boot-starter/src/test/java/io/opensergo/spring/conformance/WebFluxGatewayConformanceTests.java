package io.opensergo.spring.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.opensergo.spring.conformance.GatewayConformance.Setting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Puts the conformance cases to Spring Cloud Gateway on WebFlux.
 */
class WebFluxGatewayConformanceTests {

	private static GatewayConformance conformance;

	@BeforeAll
	static void start(@TempDir Path folder) {
		conformance = new GatewayConformance((setting, rules) -> gateway(setting, rules, folder));
	}

	@AfterAll
	static void stop() {
		conformance.close();
	}

	@TestFactory
	Stream<DynamicTest> cases() {
		return conformance.tests();
	}

	@Test
	void casesAreManyAndHaveNamesOfTheirOwn() {
		assertThat(conformance.ids()).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
	}

	private static GatewayUnderTest gateway(Setting setting, String rules, Path folder) {
		Map<String, Object> properties = new HashMap<>(setting.registry());
		properties.put("server.port", "0");
		properties.put("server.address", "127.0.0.1");
		properties.put("spring.application.name", "gateway");
		properties.put("spring.main.banner-mode", "off");
		properties.put("eureka.client.enabled", "false");
		properties.put("logging.level.root", "warn");
		properties.put("opensergo.rules", "file:" + write(folder, rules));
		for (int i = 0; i < setting.services().size(); i++) {
			String route = "spring.cloud.gateway.server.webflux.routes[" + i + "]";
			String service = setting.services().get(i);
			properties.put(route + ".id", service);
			properties.put(route + ".uri", "lb://" + service);
			properties.put(route + ".predicates[0]", "Path=/" + service + "/**");
			properties.put(route + ".filters[0]", "StripPrefix=1");
		}
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Gateway.class)
			.web(WebApplicationType.REACTIVE)
			.properties(properties)
			.run();
		return new GatewayUnderTest() {

			@Override
			public int port() {
				return ((WebServerApplicationContext) context).getWebServer().getPort();
			}

			@Override
			public void close() {
				context.close();
			}

		};
	}

	private static Path write(Path folder, String rules) {
		try {
			return Files.writeString(folder.resolve("rules.yaml"), rules);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Gateway {

	}

}
