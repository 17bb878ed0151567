package io.opensergo.spring.sentinel.client;

import java.util.function.Supplier;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestTemplate;

/**
 * Adds {@link ProtectionClientInterceptor} to RestTemplates that are beans, once, before
 * all other interceptors: a call is one, whichever instances are tried. Safe for all
 * threads.
 */
public final class ProtectedRestTemplates implements BeanPostProcessor {

	private final SingletonSupplier<ProtectionClientInterceptor> interceptor;

	/**
	 * Creates a decorator.
	 * @param interceptor the interceptor, asked for when it is needed
	 */
	public ProtectedRestTemplates(Supplier<ProtectionClientInterceptor> interceptor) {
		this.interceptor = SingletonSupplier.of(interceptor);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RestTemplate restTemplate && !AopUtils.isAopProxy(bean)) {
			protect(restTemplate);
		}
		return bean;
	}

	/**
	 * Protects a RestTemplate.
	 * @param restTemplate the RestTemplate, changed in place
	 */
	public void protect(RestTemplate restTemplate) {
		ProtectedRestClients.putFirst(restTemplate.getInterceptors(), this.interceptor.obtain());
		restTemplate.setUriTemplateHandler(UriTemplateRecorder.around(restTemplate.getUriTemplateHandler()));
	}

}
