package io.opensergo.samples.registries.consul;

import java.io.IOException;
import java.util.Map;

import io.opensergo.samples.registries.testing.RegistrationContract;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Tests for the registration in a real Consul agent.
 */
@EnabledIf(value = "isInstalled",
		disabledReason = "there is no 'consul' on the PATH; ConsulStandInRegistrationTests runs everywhere")
class ConsulRegistrationTests extends RegistrationContract {

	private final ConsulAgent agent;

	ConsulRegistrationTests() throws IOException {
		this.agent = ConsulAgent.start();
	}

	static boolean isInstalled() {
		return ConsulAgent.isInstalled();
	}

	@Override
	protected Map<String, Object> registry() {
		return Map.of("spring.cloud.consul.port", this.agent.port());
	}

	@Override
	protected String laneProperty() {
		return "spring.cloud.consul.discovery.metadata.opensergo-io-lane";
	}

	@Override
	protected void stopRegistry() throws InterruptedException {
		this.agent.stop();
	}

}
