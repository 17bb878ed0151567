package io.opensergo.spring.propagation.http;

import io.opensergo.spring.propagation.LaneRequestTransformer;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.client.RestClient;

/**
 * Keeps the lane off load-balanced RestClients. Spring Cloud does not tell its request
 * transformers which client a request comes from, so that requests have to say it
 * themselves. Safe for all threads.
 */
public final class RestClientOptOut implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RestClient.Builder builder && !AopUtils.isAopProxy(bean)) {
			optOut(builder);
		}
		return bean;
	}

	/**
	 * Keeps the lane off what a builder builds.
	 * @param builder the builder, changed in place
	 */
	public void optOut(RestClient.Builder builder) {
		builder.requestInitializer(LaneRequestTransformer::optOut);
	}

}
