package io.opensergo.spring.autoconfigure;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RuleEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of a check of the key of the lane in the logging MDC. What the log
 * shows is configured before there are beans.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
public final class OpenSergoLoggingAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(OpenSergoLoggingAutoConfiguration.class);

	@Bean
	SmartInitializingSingleton openSergoMdcKeyCheck(OpenSergoProperties properties) {
		String configured = properties.propagation().mdcKey();
		return () -> {
			if (!configured.equals(TrafficContext.MDC_KEY)) {
				logger.warn(
						"The lane has the key '{}' in the MDC, not '{}' as opensergo.propagation.mdc-key says: the "
								+ "first application of a JVM decides. Start the JVM with -D{}={}",
						TrafficContext.MDC_KEY, configured, TrafficContext.MDC_KEY_PROPERTY, configured);
			}
		};
	}

}
