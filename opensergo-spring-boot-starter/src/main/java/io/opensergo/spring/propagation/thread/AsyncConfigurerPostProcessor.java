package io.opensergo.spring.propagation.thread;

import java.util.concurrent.Executor;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.util.ClassUtils;

/**
 * Reaches executors that an {@link AsyncConfigurer} makes without being beans. The
 * configurer is often the class that declares other beans, so that it keeps its class.
 */
public final class AsyncConfigurerPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private static final Logger logger = LoggerFactory.getLogger(AsyncConfigurerPostProcessor.class);

	private static final String METHOD = "getAsyncExecutor";

	private final ObjectProvider<TaskContexts> contexts;

	/**
	 * Creates a post-processor.
	 * @param contexts the contexts of tasks, asked for when there is a configurer
	 */
	public AsyncConfigurerPostProcessor(ObjectProvider<TaskContexts> contexts) {
		this.contexts = contexts;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof AsyncConfigurer) || isOfBoot(bean)) {
			return bean;
		}
		NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
		pointcut.setMappedName(METHOD);
		ProxyFactory factory = new ProxyFactory(bean);
		factory.setProxyTargetClass(true);
		factory.addAdvisor(new DefaultPointcutAdvisor(pointcut, new ExecutorInterceptor(beanName)));
		try {
			return factory.getProxy(bean.getClass().getClassLoader());
		}
		catch (AopConfigException ex) {
			logger.warn("@Async methods on the executor of '{}' do not take the lane of a request along ({}). "
					+ "Declare the executor as a bean", beanName, ex.getMessage());
			return bean;
		}
	}

	/**
	 * Boot's own configurer answers with a bean.
	 */
	private static boolean isOfBoot(Object bean) {
		return ClassUtils.getPackageName(bean.getClass()).startsWith("org.springframework.boot.");
	}

	/**
	 * Decorates the executor that the configurer answers with.
	 */
	private final class ExecutorInterceptor implements MethodInterceptor {

		private final String name;

		private ExecutorInterceptor(String name) {
			this.name = name;
		}

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Object executor = invocation.proceed();
			if (executor == null) {
				return null;
			}
			ExecutorDecoration decoration = new ExecutorDecoration(
					AsyncConfigurerPostProcessor.this.contexts.getObject());
			decoration.decorate(executor, this.name);
			return decoration.wrap(executor, Executor.class);
		}

	}

}
