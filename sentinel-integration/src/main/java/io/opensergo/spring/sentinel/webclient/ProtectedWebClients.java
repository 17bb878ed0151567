package io.opensergo.spring.sentinel.webclient;

import java.util.function.Supplier;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Adds {@link ProtectionExchangeFilter} to WebClients and their builders that are beans,
 * once, before all other filters: a call is one, whichever instances are tried. A
 * WebClient cannot be changed, so the bean becomes an equal one that has it. Safe for all
 * threads.
 */
public final class ProtectedWebClients implements BeanPostProcessor {

	private final SingletonSupplier<ProtectionExchangeFilter> filter;

	/**
	 * Creates a decorator.
	 * @param filter the filter, asked for when it is needed
	 */
	public ProtectedWebClients(Supplier<ProtectionExchangeFilter> filter) {
		this.filter = SingletonSupplier.of(filter);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof WebClient client && !AopUtils.isAopProxy(bean)) {
			WebClient.Builder builder = client.mutate();
			protect(builder);
			return builder.build();
		}
		if (bean instanceof WebClient.Builder builder && !AopUtils.isAopProxy(bean)) {
			protect(builder);
		}
		return bean;
	}

	/**
	 * Protects what a builder builds.
	 * @param builder the builder, changed in place
	 */
	public void protect(WebClient.Builder builder) {
		builder.filters((filters) -> {
			if (filters.stream().noneMatch(ProtectionExchangeFilter.class::isInstance)) {
				filters.add(0, this.filter.obtain());
			}
		});
	}

}
