package io.opensergo.spring.integration;

import feign.FeignException;
import io.opensergo.core.context.TrafficContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the lane on redirected calls of OpenFeign.
 */
@ExtendWith(OutputCaptureExtension.class)
class FeignRedirectTests {

	private TestChain chain;

	private RecordingInstance stock;

	private RecordingInstance foreign;

	@BeforeEach
	void prepare() {
		this.chain = new TestChain();
		this.stock = this.chain.instance("stock", "stock", null);
		this.foreign = RecordingInstance.start("foreign", "foreign", null);
		this.chain.property("spring.cloud.gateway.server.webflux.enabled", "false").property("opensergo.rules", "");
	}

	@AfterEach
	void stop() {
		this.foreign.close();
		this.chain.close();
	}

	@Test
	void redirectOfHttpComponentsLosesLane() {
		start("true");
		assertThat(moved("gray")).isEqualTo("foreign");
		assertThat(this.stock.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
		assertThat(this.foreign.lastRequest()).containsEntry(":path", "/third")
			.doesNotContainKey(TestChain.LANE_HEADER);
	}

	@Test
	void redirectOfClientOfJdkIsNotFollowedWithLane(CapturedOutput output) {
		start("false");
		assertThatExceptionOfType(FeignException.class).isThrownBy(() -> moved("gray"))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(302));
		assertThat(this.stock.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
		assertThat(this.foreign.requests()).isEmpty();
		assertThat(output).contains("The redirect of http://stock/moved");
		assertThat(moved(null)).isEqualTo("foreign");
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void redirectShowsLaneWhenSwitchedOff(String httpComponents) {
		this.chain.property("opensergo.propagation.redirects.enabled", "false");
		start(httpComponents);
		assertThat(moved("gray")).isEqualTo("foreign");
		assertThat(this.foreign.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray");
	}

	private void start(String httpComponents) {
		this.chain.property("spring.cloud.openfeign.httpclient.hc5.enabled", httpComponents)
			.start(WebApplicationType.NONE, Application.class);
	}

	private String moved(String lane) {
		try (TrafficContext.Scope scope = TrafficContext.ofLane(lane).makeCurrent()) {
			return this.chain.application()
				.getBean(MovedClient.class)
				.moved("http://localhost:" + this.foreign.port() + "/third");
		}
	}

	/**
	 * An application with one client.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableFeignClients(clients = MovedClient.class)
	static class Application {

	}

	/**
	 * A service that redirects.
	 */
	@FeignClient("stock")
	interface MovedClient {

		@GetMapping("/moved")
		String moved(@RequestParam("to") String to);

	}

}
