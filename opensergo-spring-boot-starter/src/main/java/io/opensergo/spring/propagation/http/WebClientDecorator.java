package io.opensergo.spring.propagation.http;

import java.util.function.Supplier;

import io.opensergo.spring.propagation.LaneExchangeFilterFunction;
import io.opensergo.spring.propagation.PropagationHosts;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Adds the lane to WebClients and their builders, however they were made: each gets the
 * filter once, before its own ones. A WebClient cannot be changed, so the bean becomes an
 * equal one that has it. Does nothing when no host is allowed to see the lane and Reactor
 * binds contexts to threads: load-balanced calls need no filter then. Safe for all
 * threads.
 */
public final class WebClientDecorator implements BeanPostProcessor {

	private final SingletonSupplier<PropagationHosts> hosts;

	private final SingletonSupplier<LaneExchangeFilterFunction> filter;

	private final boolean bindsContexts;

	/**
	 * Creates a decorator.
	 * @param hosts the hosts that may see the lane, asked for when the first WebClient or
	 * builder comes by
	 * @param filter the filter, asked for when it is needed
	 * @param bindsContexts whether Reactor binds the contexts of subscriptions to threads
	 */
	public WebClientDecorator(Supplier<PropagationHosts> hosts, Supplier<LaneExchangeFilterFunction> filter,
			boolean bindsContexts) {
		this.bindsContexts = bindsContexts;
		this.hosts = SingletonSupplier.of(hosts);
		this.filter = SingletonSupplier.of(filter);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof WebClient client && !AopUtils.isAopProxy(bean)) {
			return decorated(client);
		}
		if (bean instanceof WebClient.Builder builder && !AopUtils.isAopProxy(bean)) {
			decorate(builder);
		}
		return bean;
	}

	/**
	 * Adds the lane to what a builder builds.
	 * @param builder the builder, changed in place
	 */
	public void decorate(WebClient.Builder builder) {
		if (isNeeded()) {
			builder.filters((filters) -> Outermost.put(filters, this.filter.obtain()));
		}
	}

	private boolean isNeeded() {
		return !this.bindsContexts || !this.hosts.obtain().isEmpty();
	}

	private WebClient decorated(WebClient client) {
		if (!isNeeded()) {
			return client;
		}
		WebClient.Builder builder = client.mutate();
		decorate(builder);
		return builder.build();
	}

}
