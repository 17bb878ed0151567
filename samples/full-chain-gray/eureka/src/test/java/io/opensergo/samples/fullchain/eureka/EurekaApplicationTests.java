package io.opensergo.samples.fullchain.eureka;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EurekaApplication}.
 */
class EurekaApplicationTests {

	@Test
	void registryAnswers() throws Exception {
		try (ConfigurableApplicationContext registry = SpringApplication.run(EurekaApplication.class,
				"--server.port=0")) {
			String port = registry.getEnvironment().getRequiredProperty("local.server.port");
			HttpRequest apps = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/eureka/apps")).build();
			assertThat(HttpClient.newHttpClient().send(apps, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
		}
	}

}
