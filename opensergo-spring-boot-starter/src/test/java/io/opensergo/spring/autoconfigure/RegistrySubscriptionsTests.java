package io.opensergo.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegistrySubscriptions}.
 */
class RegistrySubscriptionsTests {

	private final List<String> subscribed = new ArrayList<>();

	private final List<Runnable> tasks = new ArrayList<>();

	private final Executor executor = this.tasks::add;

	private final List<String> services = List.of("stock", "payment");

	@Test
	void heartbeatListsServicesInTheBackgroundOnceAtATime() {
		RegistrySubscriptions subscriptions = new RegistrySubscriptions(() -> Stream.of(new Registry()),
				this.subscribed::add, this.executor);
		subscriptions.onApplicationEvent(new HeartbeatEvent(this, 1));
		subscriptions.onApplicationEvent(new HeartbeatEvent(this, 2));
		assertThat(this.subscribed).isEmpty();
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove(0).run();
		assertThat(this.subscribed).containsExactly("stock", "payment");
		subscriptions.onApplicationEvent(new HeartbeatEvent(this, 3));
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void registryThatFailsIsAskedAgainNextTime() {
		RegistrySubscriptions subscriptions = new RegistrySubscriptions(() -> {
			throw new IllegalStateException("no registry");
		}, this.subscribed::add, Runnable::run);
		subscriptions.onApplicationEvent(new HeartbeatEvent(this, 1));
		subscriptions.onApplicationEvent(new HeartbeatEvent(this, 2));
		assertThat(this.subscribed).isEmpty();
	}

	@Test
	void otherEventsAreNoNews() {
		RegistrySubscriptions subscriptions = new RegistrySubscriptions(() -> Stream.of(new Registry()),
				this.subscribed::add, this.executor);
		subscriptions.onApplicationEvent(new ContextRefreshedEvent(new GenericApplicationContext()));
		assertThat(this.tasks).isEmpty();
	}

	private final class Registry implements DiscoveryClient {

		@Override
		public String description() {
			return "test";
		}

		@Override
		public List<ServiceInstance> getInstances(String serviceId) {
			return List.of();
		}

		@Override
		public List<String> getServices() {
			return RegistrySubscriptionsTests.this.services;
		}

	}

}
