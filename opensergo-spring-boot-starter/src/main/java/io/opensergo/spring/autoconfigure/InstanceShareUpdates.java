package io.opensergo.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.opensergo.spring.sentinel.InstanceShare;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Keeps the share of this instance in limits for all instances: looks in the registry how
 * many there are, when this one has registered and each time the registry says that
 * something may have changed. In the background, once at a time. The last share stays
 * while the registry does not answer.
 */
final class InstanceShareUpdates implements ApplicationListener<ApplicationEvent> {

	static final String THREAD_PREFIX = "opensergo-instances-";

	private static final Logger logger = LoggerFactory.getLogger(InstanceShareUpdates.class);

	private final Supplier<@Nullable DiscoveryClient> registry;

	private final Supplier<@Nullable ? extends ServiceInstance> own;

	private final Consumer<InstanceShare> share;

	private final Executor executor;

	private final AtomicBoolean looking = new AtomicBoolean();

	InstanceShareUpdates(Supplier<@Nullable DiscoveryClient> registry,
			Supplier<@Nullable ? extends ServiceInstance> own, Consumer<InstanceShare> share, Executor executor) {
		this.registry = registry;
		this.own = own;
		this.share = share;
		this.executor = executor;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		boolean isNews = event instanceof ApplicationReadyEvent || event instanceof HeartbeatEvent
				|| event instanceof InstanceRegisteredEvent;
		if (isNews && this.looking.compareAndSet(false, true)) {
			this.executor.execute(this::look);
		}
	}

	private void look() {
		try {
			DiscoveryClient registry = this.registry.get();
			ServiceInstance own = this.own.get();
			if (registry != null && own != null) {
				this.share.accept(share(registry.getInstances(own.getServiceId()), own));
			}
		}
		catch (RuntimeException ex) {
			logger.warn("The instances of this application cannot be listed; its share of limits stays as it is: {}",
					ex.toString());
		}
		finally {
			this.looking.set(false);
		}
	}

	/**
	 * The share of an instance. One that the registry does not know yet stands last.
	 * @param instances the instances that the registry knows
	 * @param own this instance
	 * @return the share
	 */
	static InstanceShare share(List<ServiceInstance> instances, ServiceInstance own) {
		List<String> addresses = instances.stream().map(InstanceShareUpdates::address).distinct().sorted().toList();
		int rank = addresses.indexOf(address(own));
		return (rank >= 0) ? new InstanceShare(addresses.size(), rank)
				: new InstanceShare(addresses.size() + 1, addresses.size());
	}

	/**
	 * What all instances call an instance: identifiers are not the same in every view of
	 * a registry.
	 */
	private static String address(ServiceInstance instance) {
		return instance.getHost() + ":" + instance.getPort();
	}

}
