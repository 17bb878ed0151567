package io.opensergo.spring.propagation.http;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;

/**
 * Keeps connectors of WebClient that Spring Boot builds for the JDK's HTTP client from
 * following redirects with a lane. A customizer of Boot cannot: it changes the client,
 * not what is done with a request. Only a builder that is declared as the interface can
 * be put into another one, which is how Boot declares its own.
 */
public final class RedirectFreeConnectorPostProcessor implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Creates a post-processor.
	 * @param beanFactory knows how beans are declared
	 */
	public RedirectFreeConnectorPostProcessor(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof JdkClientHttpConnectorBuilder builder && isDeclaredAsInterface(beanName))
				? new RedirectFreeConnectorBuilder(builder) : bean;
	}

	private boolean isDeclaredAsInterface(String beanName) {
		return this.beanFactory.containsBeanDefinition(beanName) && this.beanFactory.getMergedBeanDefinition(beanName)
			.getResolvableType()
			.toClass() == ClientHttpConnectorBuilder.class;
	}

}
