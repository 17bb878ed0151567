package io.opensergo.spring.autoconfigure;

import com.alibaba.csp.sentinel.annotation.aspectj.SentinelResourceAspect;
import io.opensergo.core.engine.RuleEngine;
import org.aspectj.lang.annotation.Aspect;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of {@code @SentinelResource}, which stays Sentinel's own: its aspect
 * becomes a bean where it is on the class path.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnClass({ SentinelResourceAspect.class, Aspect.class })
@ConditionalOnBooleanProperty(name = { "opensergo.sentinel.enabled", "opensergo.sentinel.annotation.enabled" },
		matchIfMissing = true)
public final class OpenSergoSentinelAnnotationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SentinelResourceAspect openSergoSentinelResourceAspect() {
		return new SentinelResourceAspect();
	}

}
