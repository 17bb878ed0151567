package io.opensergo.spring.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for rules that change while an application runs.
 */
class RuleReloadTests {

	private static final String ROUTER = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficRouter
			metadata: {name: stock, namespace: default}
			spec:
			  hosts: [stock]
			  http: [{route: [{destination: {host: %s}}]}]
			""";

	@Test
	void editedRuleTakesEffectAndBrokenRuleDoesNot(@TempDir Path folder) throws Exception {
		try (TestChain chain = new TestChain()) {
			chain.instance("stock", "stock-base", null);
			chain.instance("stock-next", "stock-next", null);
			chain.rules(folder, ROUTER.formatted("stock")).property("opensergo.rules", "file:" + folder);
			chain.property("management.endpoints.web.exposure.include", "opensergo");
			chain.start(WebApplicationType.SERVLET, ServletApplication.class);
			assertThat(answer(chain)).isEqualTo("stock-base");
			Files.writeString(folder.resolve("rules.yaml"), ROUTER.formatted("stock-next"));
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.pollInterval(Duration.ofMillis(10))
				.until(() -> answer(chain).equals("stock-next"));
			Files.writeString(folder.resolve("rules.yaml"), ROUTER.formatted("stock") + "  hots: [stock]\n");
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> chain.get("/actuator/opensergo").body().contains("hots"));
			assertThat(answer(chain)).isEqualTo("stock-next");
		}
	}

	private static String answer(TestChain chain) {
		return chain.get("/call/rest-client").body();
	}

}
