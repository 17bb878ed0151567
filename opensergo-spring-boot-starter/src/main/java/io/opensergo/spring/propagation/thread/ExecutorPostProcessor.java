package io.opensergo.spring.propagation.thread;

import java.util.concurrent.Executor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.task.TaskExecutor;

/**
 * Lets the tasks of executor beans take the context of the submitting request along.
 * Spring's executors get a decorator around their own; those of
 * {@code java.util.concurrent} are put into another one when the bean is declared by an
 * interface that this one implements.
 */
public final class ExecutorPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<TaskContexts> contexts;

	/**
	 * Creates a post-processor.
	 * @param beanFactory knows how beans are declared
	 * @param contexts the contexts of tasks, asked for when there is an executor
	 */
	public ExecutorPostProcessor(ConfigurableListableBeanFactory beanFactory, ObjectProvider<TaskContexts> contexts) {
		this.beanFactory = beanFactory;
		this.contexts = contexts;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof TaskExecutor) {
			decoration().decorate(bean, beanName);
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof Executor) ? decoration().wrap(bean, declaredType(bean, beanName)) : bean;
	}

	private ExecutorDecoration decoration() {
		return new ExecutorDecoration(this.contexts.getObject());
	}

	/**
	 * The type of a bean as others see it before there is an instance.
	 */
	private Class<?> declaredType(Object bean, String beanName) {
		if (!this.beanFactory.containsBeanDefinition(beanName)) {
			return bean.getClass();
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(beanName);
		Class<?> declared = (definition instanceof RootBeanDefinition root) ? root.getResolvableType().resolve() : null;
		return (declared != null) ? declared : bean.getClass();
	}

}
