package io.opensergo.spring.integration;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import com.jayway.jsonpath.JsonPath;
import io.opensergo.client.codec.DecodeProfile;
import io.opensergo.client.codec.RuleCodec;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.json.BasicJsonTester;
import org.springframework.boot.test.json.JsonContent;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what operators see of a control plane that pushes rules, good and bad, and
 * goes away.
 */
@Timeout(60)
class ControlPlaneActuatorTests {

	private static final String SUBSCRIPTION = "$.sources[1].subscriptions[0].";

	private final BasicJsonTester json = new BasicJsonTester(getClass());

	private final TestChain chain = new TestChain();

	private FaultyControlPlane server;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.server = FaultyControlPlane.start().serve(RuleKind.TRAFFIC_LANE);
		setLane("gray", "from-control-plane");
		this.chain.rules(folder, """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficLane
				metadata: {name: blue, namespace: default}
				spec:
				  selector: {app: order}
				  rules: {workload: {selector: {tag: blue}}, lane: {name: blue}}
				""");
		this.chain.property("opensergo.endpoint", "127.0.0.1:" + this.server.port())
			.property("opensergo.client.await-rules", "20s")
			.property("opensergo.health.control-plane", "down")
			.property("management.endpoints.web.exposure.include", "opensergo,health,metrics")
			.property("management.endpoint.health.show-details", "always")
			.start(WebApplicationType.SERVLET, Application.class);
	}

	@AfterEach
	void stop() {
		this.chain.close();
		this.server.close();
	}

	@Test
	void endpointShowsAnswersErrorsAndOverruledRules() {
		JsonContent<Object> good = endpoint();
		assertThat(good).extractingJsonPathStringValue(SUBSCRIPTION + "state").isEqualTo("IN_FORCE");
		assertThat(good).extractingJsonPathNumberValue(SUBSCRIPTION + "version").isEqualTo(1);
		assertThat(good).extractingJsonPathNumberValue(SUBSCRIPTION + "rules").isEqualTo(1);
		assertThat(good).extractingJsonPathStringValue(SUBSCRIPTION + "age").startsWith("PT");
		assertThat(good).extractingJsonPathStringValue(SUBSCRIPTION + "lastAnswer.answer").isEqualTo("ACK");
		this.server.set("default", "order", RuleKind.TRAFFIC_LANE, List.of(Any.pack(StringValue.of("x"))));
		await().untilAsserted(() -> {
			JsonContent<Object> bad = endpoint();
			assertThat(bad).extractingJsonPathStringValue(SUBSCRIPTION + "state").isEqualTo("REFUSED");
			assertThat(bad).extractingJsonPathStringValue(SUBSCRIPTION + "lastAnswer.answer").isEqualTo("NACK");
			assertThat(bad).extractingJsonPathStringValue(SUBSCRIPTION + "lastError").contains("StringValue");
			assertThat(bad).extractingJsonPathStringValue(SUBSCRIPTION + "rejections[0].reason")
				.contains("StringValue");
			assertThat(bad).extractingJsonPathNumberValue(SUBSCRIPTION + "version").isEqualTo(1);
		});
		setLane("blue", "blue");
		await().untilAsserted(() -> assertThat(endpoint()).extractingJsonPathStringValue("$.rejections[0].reason")
			.contains("wins over"));
	}

	@Test
	void metersCountWhatHappens() {
		assertThat(meter("opensergo.client.connected")).isEqualTo(1.0);
		assertThat(meter("opensergo.client.pushes")).isEqualTo(1.0);
		assertThat(meter("opensergo.client.rejections")).isZero();
		assertThat(meter("opensergo.client.reconnects")).isZero();
		assertThat(meter("opensergo.client.apply")).isGreaterThanOrEqualTo(1.0);
		assertThat(meter("opensergo.client.snapshot.age")).isBetween(0.0, 60.0);
		this.server.dropStreams();
		await().untilAsserted(() -> assertThat(meter("opensergo.client.reconnects")).isEqualTo(1.0));
	}

	@Test
	void healthIsDownWithoutControlPlaneWhenAskedFor() {
		assertThat(health()).isEqualTo("UP");
		this.server.kill();
		await().untilAsserted(() -> assertThat(health()).isEqualTo("DOWN"));
	}

	private void setLane(String name, String lane) {
		TrafficLane rule = new TrafficLane(RuleMetadata.of("default", name), Map.of(), List.of(), Map.of(), lane,
				TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE, Map.of(), null);
		this.server.set("default", "order", RuleKind.TRAFFIC_LANE,
				List.of(new RuleCodec(DecodeProfile.STRICT).encode(rule)));
	}

	private JsonContent<Object> endpoint() {
		return this.json.from(this.chain.get("/actuator/opensergo").body());
	}

	private Object health() {
		String path = "$.components.opensergo.status";
		return JsonPath.read(this.chain.get("/actuator/health").body(), path);
	}

	private double meter(String name) {
		String body = this.chain.get("/actuator/metrics/" + name).body();
		Number value = JsonPath.read(body, "$.measurements[0].value");
		return value.doubleValue();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
