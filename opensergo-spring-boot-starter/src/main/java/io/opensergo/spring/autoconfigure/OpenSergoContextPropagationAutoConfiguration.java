package io.opensergo.spring.autoconfigure;

import io.micrometer.context.ContextSnapshotFactory;
import io.opensergo.core.engine.RuleEngine;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

/**
 * Auto-configuration of the propagation of contexts to Boot's task executors where Boot
 * does not do that itself: before Spring Boot 4.1 it has no property for it.
 */
@AutoConfiguration(after = { OpenSergoAutoConfiguration.class, TaskExecutionAutoConfiguration.class })
@ConditionalOnClass(ContextSnapshotFactory.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty("spring.task.execution.propagate-context")
public final class OpenSergoContextPropagationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ContextPropagatingTaskDecorator openSergoContextPropagatingTaskDecorator() {
		return new ContextPropagatingTaskDecorator();
	}

}
