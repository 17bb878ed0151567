package io.opensergo.spring.propagation.http;

import io.opensergo.spring.propagation.LaneRequestTransformer;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.client.RestTemplate;

/**
 * Keeps the lane off load-balanced RestTemplates. Spring Cloud does not tell its request
 * transformers which client a request comes from, so that requests have to say it
 * themselves. Safe for all threads.
 */
public final class RestTemplateOptOut implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RestTemplate restTemplate && !AopUtils.isAopProxy(bean)) {
			optOut(restTemplate);
		}
		return bean;
	}

	/**
	 * Keeps the lane off a RestTemplate.
	 * @param restTemplate the RestTemplate, changed in place
	 */
	public void optOut(RestTemplate restTemplate) {
		restTemplate.getClientHttpRequestInitializers().add(LaneRequestTransformer::optOut);
	}

}
