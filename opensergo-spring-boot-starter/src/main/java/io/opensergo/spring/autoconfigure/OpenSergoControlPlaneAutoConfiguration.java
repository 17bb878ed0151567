package io.opensergo.spring.autoconfigure;

import java.util.List;

import io.opensergo.client.ControlPlaneClientOptions;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.route.Caller;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of rules from an OpenSergo control plane, the weakest of all
 * sources.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnClass(ControlPlaneRuleSource.class)
@ConditionalOnBean(RuleEngine.class)
@Conditional(OnControlPlaneEndpointCondition.class)
public final class OpenSergoControlPlaneAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ControlPlaneClientOptions openSergoControlPlaneClientOptions(OpenSergoProperties properties, Caller workload) {
		List<Endpoint> endpoints = properties.endpoint().stream().map(Endpoint::parse).toList();
		return ControlPlaneClientOptions.of(endpoints, workload.namespace(), workload.app())
			.withLabels(workload.labels());
	}

	@Bean
	@ConditionalOnMissingBean
	@Order(Ordered.LOWEST_PRECEDENCE)
	ControlPlaneRuleSource openSergoControlPlaneRuleSource(ControlPlaneClientOptions options) {
		return new ControlPlaneRuleSource(options);
	}

}
