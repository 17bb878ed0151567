package io.opensergo.spring.autoconfigure;

import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.thread.AsyncConfigurerPostProcessor;
import io.opensergo.spring.propagation.thread.ExecutorPostProcessor;
import io.opensergo.spring.propagation.thread.LaneAsyncSupport;
import io.opensergo.spring.propagation.thread.LaneCallableInterceptor;
import io.opensergo.spring.propagation.thread.TaskContexts;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Auto-configuration of the lane in tasks: executors and schedulers of Boot and of the
 * application, {@code @Async} methods, and what Spring MVC runs on other threads.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.propagation.executors.enabled", matchIfMissing = true)
public final class OpenSergoExecutorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TaskContexts openSergoTaskContexts(OutboundLane outboundLane) {
		return new TaskContexts(outboundLane);
	}

	@Bean
	@ConditionalOnMissingBean
	static ExecutorPostProcessor openSergoExecutorPostProcessor(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<TaskContexts> contexts) {
		return new ExecutorPostProcessor(beanFactory, contexts);
	}

	@Bean
	@ConditionalOnMissingBean
	static AsyncConfigurerPostProcessor openSergoAsyncConfigurerPostProcessor(ObjectProvider<TaskContexts> contexts) {
		return new AsyncConfigurerPostProcessor(contexts);
	}

	/**
	 * Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ CallableProcessingInterceptor.class, WebMvcConfigurer.class })
	static class Mvc {

		@Bean
		@ConditionalOnMissingBean
		LaneAsyncSupport openSergoLaneAsyncSupport() {
			return new LaneAsyncSupport(new LaneCallableInterceptor());
		}

	}

}
