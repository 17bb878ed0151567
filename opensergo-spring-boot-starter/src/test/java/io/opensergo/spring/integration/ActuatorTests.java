package io.opensergo.spring.integration;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.json.BasicJsonTester;
import org.springframework.boot.test.json.JsonContent;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what operators see of an application with good and bad rules and a control
 * plane that nobody answers at.
 */
class ActuatorTests {

	private final BasicJsonTester json = new BasicJsonTester(getClass());

	private final TestChain chain = new TestChain();

	@BeforeEach
	void start(@TempDir Path folder) {
		this.chain.rules(folder, """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: gray-lane, namespace: default}
				spec:
				  selector: {app: order}
				  rules: {workload: {selector: {tag: gray}}, lane: {name: gray}}
				---
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: bad-lane, namespace: default}
				spec:
				  selektor: {app: order}
				---
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: slow, namespace: default}
				spec:
				  hosts: [slow]
				  http: [{route: [{destination: {host: slow}}], timeout: 1s}]
				""");
		this.chain.property("opensergo.workload.lane", "gray");
		this.chain.property("opensergo.endpoint", "127.0.0.1:1");
		this.chain.property("management.endpoints.web.exposure.include", "opensergo,health,metrics");
		this.chain.property("management.endpoint.health.show-details", "always");
		this.chain.start(WebApplicationType.SERVLET, Application.class);
	}

	@AfterEach
	void stop() {
		this.chain.close();
	}

	@Test
	void endpointShowsWorkloadRulesProblemsAndSources() {
		JsonContent<Object> state = this.json.from(this.chain.get("/actuator/opensergo").body());
		assertThat(state).extractingJsonPathStringValue("$.workload.app").isEqualTo("order");
		assertThat(state).extractingJsonPathStringValue("$.workload.lane").isEqualTo("gray");
		assertThat(state).extractingJsonPathNumberValue("$.version").isEqualTo(1);
		assertThat(state).extractingJsonPathStringValue("$.rules[0].kind").isEqualTo("TrafficLane");
		assertThat(state).extractingJsonPathStringValue("$.rules[0].name").isEqualTo("gray-lane");
		assertThat(state).extractingJsonPathStringValue("$.rejections[0].severity").isEqualTo("error");
		assertThat(state).extractingJsonPathStringValue("$.rejections[0].name").isEqualTo("bad-lane");
		assertThat(state).extractingJsonPathStringValue("$.rejections[0].source").endsWith("rules.yaml");
		assertThat(state).extractingJsonPathStringValue("$.sources[0].state").isEqualTo("UP");
		assertThat(state).extractingJsonPathStringValue("$.sources[1].name").isEqualTo("control-plane");
		assertThat(state).extractingJsonPathStringValue("$.sources[1].state").isNotEqualTo("UP");
	}

	@Test
	void endpointShowsSubscriptions() {
		JsonContent<Object> state = this.json.from(this.chain.get("/actuator/opensergo").body());
		assertThat(state).extractingJsonPathArrayValue("$.sources[0].subscriptions").isEmpty();
		assertThat(state).extractingJsonPathStringValue("$.sources[1].subscriptions[0].app").isEqualTo("order");
		assertThat(state).extractingJsonPathStringValue("$.sources[1].subscriptions[0].kind").isEqualTo("TrafficLane");
		assertThat(state).extractingJsonPathStringValue("$.sources[1].subscriptions[0].state").isEqualTo("WAITING");
		assertThat(state).extractingJsonPathValue("$.sources[1].subscriptions[0].lastAnswer").isNull();
	}

	@Test
	void endpointShowsFieldsThatNothingApplies() {
		JsonContent<Object> state = this.json.from(this.chain.get("/actuator/opensergo").body());
		assertThat(state).extractingJsonPathArrayValue("$.warnings[*].path").containsExactly("spec.http[0].timeout");
		assertThat(state).extractingJsonPathStringValue("$.warnings[0].name").isEqualTo("slow");
		assertThat(state).extractingJsonPathStringValue("$.warnings[0].fix").contains("HTTP client");
	}

	@Test
	void routeShowsWhereARequestWouldGo() {
		JsonContent<Object> route = this.json.from(this.chain
			.get("/actuator/opensergo/route?service=stock&path=/items&header=x-tier:gold&header=x-user:1&lane=gray")
			.body());
		assertThat(route).extractingJsonPathStringValue("$.outcome").isEqualTo("forward");
		assertThat(route).extractingJsonPathStringValue("$.rule").isEqualTo("default/gray-lane");
		assertThat(route).extractingJsonPathStringValue("$.chosen.subset").isEqualTo("gray");
		assertThat(route).extractingJsonPathStringValue("$.destinations[0].fallback.host").isEqualTo("stock");
		assertThat(route).extractingJsonPathStringValue("$.trace[0].route").isEqualTo("lane-gray");
		assertThat(route).extractingJsonPathValue("$.trace[0].mismatch").isNull();
	}

	@Test
	void routeWhenQuestionIsWrongIsAClientError() {
		assertThat(this.chain.get("/actuator/opensergo/route").statusCode()).isEqualTo(400);
		assertThat(this.chain.get("/actuator/opensergo/route?service=stock&header=gold").statusCode()).isEqualTo(400);
		assertThat(this.chain.get("/actuator/opensergo/other?service=stock").statusCode()).isEqualTo(404);
	}

	@Test
	void healthIsUpWithoutControlPlane() {
		JsonContent<Object> health = this.json.from(this.chain.get("/actuator/health").body());
		assertThat(health).extractingJsonPathStringValue("$.components.opensergo.status").isEqualTo("UP");
		assertThat(health).extractingJsonPathNumberValue("$.components.opensergo.details.rules").isEqualTo(2);
		assertThat(health).extractingJsonPathMapValue("$.components.opensergo.details")
			.containsKey("source.control-plane");
	}

	@Test
	void metricsCountDroppedTags() {
		this.chain.get("/actuator/health", TestChain.LANE_HEADER, "no/lane");
		JsonContent<Object> metric = this.json
			.from(this.chain.get("/actuator/metrics/opensergo.tags.dropped?tag=reason:invalid").body());
		assertThat(metric).extractingJsonPathNumberValue("$.measurements[0].value").isEqualTo(1.0);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
