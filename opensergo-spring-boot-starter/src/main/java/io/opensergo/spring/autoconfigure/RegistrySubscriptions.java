package io.opensergo.spring.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Subscribes to the rules of all services of the registry: when the application is ready,
 * and each time the registry says that something may have changed. Listing them may take
 * a call over the network, so that it is done in the background, once at a time.
 */
final class RegistrySubscriptions implements ApplicationListener<ApplicationEvent> {

	static final String THREAD_PREFIX = "opensergo-registry-";

	private static final Logger logger = LoggerFactory.getLogger(RegistrySubscriptions.class);

	private final Supplier<Stream<DiscoveryClient>> registries;

	private final Consumer<String> subscriptions;

	private final Executor executor;

	private final AtomicBoolean listing = new AtomicBoolean();

	RegistrySubscriptions(Supplier<Stream<DiscoveryClient>> registries, Consumer<String> subscriptions,
			Executor executor) {
		this.registries = registries;
		this.subscriptions = subscriptions;
		this.executor = executor;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		boolean isNews = event instanceof ApplicationReadyEvent || event instanceof HeartbeatEvent;
		if (isNews && this.listing.compareAndSet(false, true)) {
			this.executor.execute(this::list);
		}
	}

	private void list() {
		try {
			this.registries.get().flatMap((registry) -> registry.getServices().stream()).forEach(this.subscriptions);
		}
		catch (RuntimeException ex) {
			logger.warn("The services of the registry cannot be listed, their rules are fetched at the first call: {}",
					ex.toString());
		}
		finally {
			this.listing.set(false);
		}
	}

}
