package io.opensergo.spring.propagation.http;

import java.util.function.Supplier;

import io.opensergo.spring.propagation.LaneClientHttpRequestInterceptor;
import io.opensergo.spring.propagation.PropagationHosts;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestClient;

/**
 * Adds the lane to RestClients and their builders, however they were made: each gets the
 * interceptor once, before its own ones. A RestClient cannot be changed, so the bean
 * becomes an equal one that has it. Does nothing when no host is allowed to see the lane:
 * load-balanced calls need no interceptor. Safe for all threads.
 */
public final class RestClientDecorator implements BeanPostProcessor {

	private final SingletonSupplier<PropagationHosts> hosts;

	private final SingletonSupplier<LaneClientHttpRequestInterceptor> interceptor;

	/**
	 * Creates a decorator.
	 * @param hosts the hosts that may see the lane, asked for when the first RestClient
	 * or builder comes by
	 * @param interceptor the interceptor, asked for when it is needed
	 */
	public RestClientDecorator(Supplier<PropagationHosts> hosts,
			Supplier<LaneClientHttpRequestInterceptor> interceptor) {
		this.hosts = SingletonSupplier.of(hosts);
		this.interceptor = SingletonSupplier.of(interceptor);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RestClient client && !AopUtils.isAopProxy(bean)) {
			return decorated(client);
		}
		if (bean instanceof RestClient.Builder builder && !AopUtils.isAopProxy(bean)) {
			decorate(builder);
		}
		return bean;
	}

	/**
	 * Adds the lane to what a builder builds.
	 * @param builder the builder, changed in place
	 */
	public void decorate(RestClient.Builder builder) {
		if (!this.hosts.obtain().isEmpty()) {
			builder.requestInterceptors((interceptors) -> Outermost.put(interceptors, this.interceptor.obtain()));
		}
	}

	private RestClient decorated(RestClient client) {
		if (this.hosts.obtain().isEmpty()) {
			return client;
		}
		RestClient.Builder builder = client.mutate();
		decorate(builder);
		return builder.build();
	}

}
