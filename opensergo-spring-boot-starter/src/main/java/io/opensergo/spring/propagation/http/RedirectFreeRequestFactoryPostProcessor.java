package io.opensergo.spring.propagation.http;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.SimpleClientHttpRequestFactoryBuilder;

/**
 * Decorates the builder that Spring Boot makes its HTTP clients with, where these are
 * clients of the JDK. A customizer cannot do that: others that run after it would find a
 * builder that they do not know. A bean that is declared as one of these builders stays
 * as it is, because it may be injected as such. Safe for all threads.
 */
public final class RedirectFreeRequestFactoryPostProcessor implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Creates a post-processor.
	 * @param beanFactory knows how beans are declared
	 */
	public RedirectFreeRequestFactoryPostProcessor(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (isOfJdk(bean) && isDeclaredAsInterface(beanName)) {
			return new RedirectFreeRequestFactoryBuilder((ClientHttpRequestFactoryBuilder<?>) bean);
		}
		return bean;
	}

	private static boolean isOfJdk(Object bean) {
		return bean instanceof JdkClientHttpRequestFactoryBuilder
				|| bean instanceof SimpleClientHttpRequestFactoryBuilder;
	}

	private boolean isDeclaredAsInterface(String beanName) {
		return this.beanFactory.containsBeanDefinition(beanName) && this.beanFactory.getMergedBeanDefinition(beanName)
			.getResolvableType()
			.toClass() == ClientHttpRequestFactoryBuilder.class;
	}

}
