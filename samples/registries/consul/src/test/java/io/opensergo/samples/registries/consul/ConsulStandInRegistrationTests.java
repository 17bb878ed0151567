package io.opensergo.samples.registries.consul;

import java.io.IOException;
import java.util.Map;

import io.opensergo.samples.registries.testing.RegistrationContract;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the registration with the real client of Consul, and a stand-in for its agent
 * that is as strict about names.
 */
class ConsulStandInRegistrationTests extends RegistrationContract {

	private final ConsulStandIn agent;

	ConsulStandInRegistrationTests() throws IOException {
		this.agent = ConsulStandIn.start();
	}

	@Override
	protected Map<String, Object> registry() {
		return Map.of("spring.cloud.consul.port", this.agent.port());
	}

	@Override
	protected String laneProperty() {
		return "spring.cloud.consul.discovery.metadata.opensergo-io-lane";
	}

	@Test
	void noRegistrationIsRefused() {
		assertThat(this.agent.refusals()).isEmpty();
	}

	@Override
	protected void stopRegistry() {
		this.agent.stop();
	}

}
