package io.opensergo.spring.autoconfigure;

import java.util.List;

import io.opensergo.client.ControlPlaneClientOptions;
import io.opensergo.client.ControlPlaneClientOptions.Endpoint;
import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.route.Caller;
import io.opensergo.spring.autoconfigure.OpenSergoProperties.Client;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
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
	ControlPlaneClientOptions openSergoControlPlaneClientOptions(OpenSergoProperties properties, Caller workload,
			ObjectProvider<SslBundles> sslBundles) {
		List<Endpoint> endpoints = properties.endpoint().stream().map(Endpoint::parse).toList();
		Client client = properties.client();
		ControlPlaneClientOptions options = ControlPlaneClientOptions
			.of(endpoints, workload.namespace(), workload.app())
			.withLabels(workload.labels())
			.withSecurity(new ControlPlaneSecurity(client, sslBundles.getIfAvailable()).check(endpoints))
			.withMaxInboundMessageSize(Math.toIntExact(client.maxMessageSize().toBytes()));
		return (client.cacheDir() != null) ? options.withCacheDirectory(client.cacheDir()) : options;
	}

	@Bean
	@ConditionalOnMissingBean
	@Order(Ordered.LOWEST_PRECEDENCE)
	ControlPlaneRuleSource openSergoControlPlaneRuleSource(ControlPlaneClientOptions options,
			OpenSergoProperties properties, ObjectProvider<SslBundles> sslBundles) {
		ControlPlaneRuleSource source = new ControlPlaneRuleSource(options);
		String bundle = properties.client().ssl().bundle();
		if (bundle != null) {
			sslBundles.ifAvailable((bundles) -> bundles.addBundleUpdateHandler(bundle, (changed) -> source.renew()));
		}
		return source;
	}

	@Bean
	AwaitRulesLifecycle openSergoAwaitRulesLifecycle(ControlPlaneRuleSource source, OpenSergoProperties properties) {
		return new AwaitRulesLifecycle(source, properties.client().awaitRules(),
				properties.client().awaitRulesFailure());
	}

}
