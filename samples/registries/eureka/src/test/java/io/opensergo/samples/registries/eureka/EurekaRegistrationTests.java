package io.opensergo.samples.registries.eureka;

import java.util.Map;

import io.opensergo.samples.registries.testing.RegistrationContract;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Tests for the registration in a real Eureka server.
 */
class EurekaRegistrationTests extends RegistrationContract {

	private final ConfigurableApplicationContext server = new SpringApplicationBuilder(Server.class).run(
			"--server.address=127.0.0.1", "--server.port=0", "--spring.application.name=eureka",
			"--spring.main.banner-mode=off", "--logging.level.root=warn", "--opensergo.enabled=false",
			"--eureka.client.register-with-eureka=false", "--eureka.client.fetch-registry=false",
			"--eureka.server.response-cache-update-interval-ms=1000",
			"--eureka.server.wait-time-in-ms-when-sync-empty=0");

	/**
	 * The server brings the Jersey client, which the application alone does not have.
	 */
	@Override
	protected Map<String, Object> registry() {
		String port = this.server.getEnvironment().getRequiredProperty("local.server.port");
		return Map.of("eureka.client.service-url.defaultZone", "http://127.0.0.1:" + port + "/eureka/",
				"eureka.client.jersey.enabled", "false");
	}

	@Override
	protected String laneProperty() {
		return "eureka.instance.metadata-map[opensergo.io/lane]";
	}

	@Override
	protected void stopRegistry() {
		this.server.close();
	}

	/**
	 * The server.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableEurekaServer
	static class Server {

	}

}
