package io.opensergo.spring.sentinel.client;

import java.util.List;
import java.util.function.Supplier;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestClient;

/**
 * Adds {@link ProtectionClientInterceptor} to RestClients and their builders that are
 * beans, once, before all other interceptors: a call is one, whichever instances are
 * tried. A RestClient cannot be changed, so the bean becomes an equal one that has it.
 * Safe for all threads.
 */
public final class ProtectedRestClients implements BeanPostProcessor {

	private final SingletonSupplier<ProtectionClientInterceptor> interceptor;

	/**
	 * Creates a decorator.
	 * @param interceptor the interceptor, asked for when it is needed
	 */
	public ProtectedRestClients(Supplier<ProtectionClientInterceptor> interceptor) {
		this.interceptor = SingletonSupplier.of(interceptor);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RestClient client && !AopUtils.isAopProxy(bean)) {
			RestClient.Builder builder = client.mutate();
			protect(builder);
			return builder.build();
		}
		if (bean instanceof RestClient.Builder builder && !AopUtils.isAopProxy(bean)) {
			protect(builder);
		}
		return bean;
	}

	/**
	 * Protects what a builder builds.
	 * @param builder the builder, changed in place
	 */
	public void protect(RestClient.Builder builder) {
		builder.requestInterceptors((interceptors) -> putFirst(interceptors, this.interceptor.obtain()));
	}

	/**
	 * Puts the interceptor first, unless it is there.
	 * @param interceptors the interceptors of a client
	 * @param interceptor the interceptor
	 */
	static void putFirst(List<ClientHttpRequestInterceptor> interceptors, ProtectionClientInterceptor interceptor) {
		if (interceptors.stream().noneMatch(ProtectionClientInterceptor.class::isInstance)) {
			interceptors.add(0, interceptor);
		}
	}

}
