package io.opensergo.spring.propagation.thread;

import org.aopalliance.intercept.MethodInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;

/**
 * Lets calls through circuit breakers of Spring Cloud stay in the context of the request.
 * A breaker may run a call on a thread of a time limiter, a bulkhead or a group, whose
 * executors the application chooses; so not the executors but the calls are decorated.
 * The factory keeps its class.
 */
public final class CircuitBreakerPostProcessor implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(CircuitBreakerPostProcessor.class);

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (!(bean instanceof CircuitBreakerFactory<?, ?>)) {
			return bean;
		}
		ProxyFactory factory = new ProxyFactory(bean);
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) (invocation) -> {
			Object result = invocation.proceed();
			return (result instanceof CircuitBreaker breaker) ? new LaneCircuitBreaker(breaker) : result;
		});
		try {
			return factory.getProxy(bean.getClass().getClassLoader());
		}
		catch (AopConfigException ex) {
			logger.warn("Calls through circuit breakers of '{}' that change threads lose the lane of the request ({}). "
					+ "Pass them TrafficContext.wrap(call)", beanName, ex.getMessage());
			return bean;
		}
	}

}
