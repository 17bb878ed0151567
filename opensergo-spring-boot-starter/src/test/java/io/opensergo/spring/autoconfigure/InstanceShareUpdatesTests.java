package io.opensergo.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.opensergo.spring.sentinel.InstanceShare;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceShareUpdates}.
 */
class InstanceShareUpdatesTests {

	private final List<InstanceShare> shares = new ArrayList<>();

	private List<ServiceInstance> instances = instances(3);

	@Test
	void eachInstanceHasItsOwnPlace() {
		assertThat(this.instances)
			.extracting((instance) -> InstanceShareUpdates
				.share(List.of(this.instances.get(2), this.instances.get(0), this.instances.get(1)), instance))
			.containsExactly(new InstanceShare(3, 0), new InstanceShare(3, 1), new InstanceShare(3, 2));
	}

	@Test
	void instanceThatIsNotKnownYetStandsLast() {
		assertThat(InstanceShareUpdates.share(List.of(), this.instances.get(0))).isEqualTo(InstanceShare.ALONE);
		assertThat(InstanceShareUpdates.share(this.instances.subList(1, 3), this.instances.get(0)))
			.isEqualTo(new InstanceShare(3, 2));
	}

	@Test
	void heartbeatUpdatesTheShare() {
		InstanceShareUpdates updates = new InstanceShareUpdates(() -> new Registry(), () -> this.instances.get(0),
				this.shares::add, Runnable::run);
		updates.onApplicationEvent(new HeartbeatEvent(this, 1));
		this.instances = instances(2);
		updates.onApplicationEvent(new HeartbeatEvent(this, 2));
		assertThat(this.shares).containsExactly(new InstanceShare(3, 0), new InstanceShare(2, 0));
	}

	@Test
	void registryThatFailsChangesNothing() {
		InstanceShareUpdates updates = new InstanceShareUpdates(() -> {
			throw new IllegalStateException("as the test wants it");
		}, () -> this.instances.get(0), this.shares::add, Runnable::run);
		updates.onApplicationEvent(new HeartbeatEvent(this, 1));
		updates.onApplicationEvent(new HeartbeatEvent(this, 2));
		assertThat(this.shares).isEmpty();
	}

	@Test
	void applicationThatIsNotRegisteredAsksNothing() {
		InstanceShareUpdates updates = new InstanceShareUpdates(() -> new Registry(), () -> null, this.shares::add,
				Runnable::run);
		updates.onApplicationEvent(new HeartbeatEvent(this, 1));
		updates.onApplicationEvent(
				new org.springframework.context.event.ContextRefreshedEvent(new GenericApplicationContext()));
		assertThat(this.shares).isEmpty();
	}

	private static List<ServiceInstance> instances(int number) {
		return IntStream.range(0, number)
			.<ServiceInstance>mapToObj(
					(i) -> new DefaultServiceInstance("order-" + i, "order", "10.0.0." + i, 8080, false))
			.toList();
	}

	private final class Registry implements DiscoveryClient {

		@Override
		public String description() {
			return "test";
		}

		@Override
		public List<ServiceInstance> getInstances(String serviceId) {
			assertThat(serviceId).isEqualTo("order");
			return InstanceShareUpdatesTests.this.instances;
		}

		@Override
		public List<String> getServices() {
			return List.of("order");
		}

	}

}
