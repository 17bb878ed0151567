package io.opensergo.spring.propagation.http;

import java.util.function.Supplier;

import io.opensergo.spring.propagation.LaneClientHttpRequestInterceptor;
import io.opensergo.spring.propagation.PropagationHosts;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestTemplate;

/**
 * Adds the lane to RestTemplates, however they were made: each gets the interceptor once,
 * before its own ones. Does nothing when no host is allowed to see the lane:
 * load-balanced calls need no interceptor. Safe for all threads.
 */
public final class RestTemplateDecorator implements BeanPostProcessor {

	private final SingletonSupplier<PropagationHosts> hosts;

	private final SingletonSupplier<LaneClientHttpRequestInterceptor> interceptor;

	/**
	 * Creates a decorator.
	 * @param hosts the hosts that may see the lane, asked for when the first RestTemplate
	 * comes by
	 * @param interceptor the interceptor, asked for when it is needed
	 */
	public RestTemplateDecorator(Supplier<PropagationHosts> hosts,
			Supplier<LaneClientHttpRequestInterceptor> interceptor) {
		this.hosts = SingletonSupplier.of(hosts);
		this.interceptor = SingletonSupplier.of(interceptor);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RestTemplate restTemplate && !AopUtils.isAopProxy(bean)) {
			decorate(restTemplate);
		}
		return bean;
	}

	/**
	 * Adds the lane to a RestTemplate.
	 * @param restTemplate the RestTemplate, changed in place
	 */
	public void decorate(RestTemplate restTemplate) {
		if (!this.hosts.obtain().isEmpty()) {
			Outermost.put(restTemplate.getInterceptors(), this.interceptor.obtain());
		}
	}

}
