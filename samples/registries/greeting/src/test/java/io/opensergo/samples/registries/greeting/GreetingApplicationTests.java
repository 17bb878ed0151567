package io.opensergo.samples.registries.greeting;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GreetingApplication} without a registry.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "server.address=127.0.0.1", "greeting.instance=base" })
class GreetingApplicationTests {

	@Test
	void instanceSaysItsName(@Value("${local.server.port}") int port) {
		RestClient client = RestClient.create("http://127.0.0.1:" + port);
		assertThat(client.get().uri("/greeting").retrieve().body(String.class)).isEqualTo("base");
	}

}
