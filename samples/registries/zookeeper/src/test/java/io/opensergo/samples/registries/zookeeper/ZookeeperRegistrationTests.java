package io.opensergo.samples.registries.zookeeper;

import java.io.IOException;
import java.util.Map;

import io.opensergo.samples.registries.testing.RegistrationContract;
import org.apache.curator.test.TestingServer;

/**
 * Tests for the registration in a real ZooKeeper server.
 */
class ZookeeperRegistrationTests extends RegistrationContract {

	private final TestingServer server;

	ZookeeperRegistrationTests() throws Exception {
		this.server = new TestingServer(true);
	}

	@Override
	protected Map<String, Object> registry() {
		return Map.of("spring.cloud.zookeeper.connect-string", this.server.getConnectString());
	}

	@Override
	protected String laneProperty() {
		return "spring.cloud.zookeeper.discovery.metadata[opensergo.io/lane]";
	}

	@Override
	protected void stopRegistry() throws IOException {
		this.server.close();
	}

}
