package io.opensergo.spring.autoconfigure;

import java.util.EnumSet;

import com.alibaba.csp.sentinel.SphU;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleCapability;
import io.opensergo.core.route.Caller;
import io.opensergo.core.source.RuleStore;
import io.opensergo.spring.sentinel.GlobalTokens;
import io.opensergo.spring.sentinel.OverloadMetrics;
import io.opensergo.spring.sentinel.ProtectionEngine;
import io.opensergo.spring.sentinel.ProtectionListener;
import io.opensergo.spring.sentinel.SentinelOverloadMetrics;
import io.opensergo.spring.sentinel.entry.EntryWaits;
import io.opensergo.spring.sentinel.limit.TimeSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Auto-configuration of protection: the engine that applies fault-tolerance rules to
 * entries of Sentinel.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnClass(SphU.class)
@ConditionalOnBean({ RuleStore.class, Caller.class })
@ConditionalOnBooleanProperty(name = "opensergo.sentinel.enabled", matchIfMissing = true)
public final class OpenSergoSentinelAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	OverloadMetrics openSergoOverloadMetrics() {
		return new SentinelOverloadMetrics();
	}

	@Bean
	ProtectionListener openSergoBreakerEvents(ApplicationEventPublisher publisher) {
		return new BreakerEvents(publisher);
	}

	@Bean
	@ConditionalOnMissingBean
	ProtectionEngine openSergoProtectionEngine(OverloadMetrics metrics, ObjectProvider<GlobalTokens> tokens,
			OpenSergoProperties properties, RoutingFailures failures, ObjectProvider<ProtectionListener> listeners) {
		return new ProtectionEngine(TimeSource.SYSTEM, metrics, tokens.getIfUnique(() -> GlobalTokens.NONE),
				properties.sentinel().options(), failures, listeners.orderedStream().toList());
	}

	/**
	 * What adapters of reactive hosts ask before they enter.
	 */
	@Bean
	EntryWaits openSergoEntryWaits(ProtectionEngine engine) {
		return engine::mayWaitForTokens;
	}

	@Bean
	ProtectionLifecycle openSergoProtectionLifecycle(ProtectionEngine engine, RuleStore store, Caller workload) {
		return new ProtectionLifecycle(engine, store, workload);
	}

	@Bean
	RuleCapabilities openSergoSentinelCapabilities() {
		return () -> EnumSet.of(RuleCapability.PROTECT);
	}

	/**
	 * The share of this instance, when there is a registry.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ DiscoveryClient.class, Registration.class })
	static class Instances {

		@Bean
		InstanceShareUpdates openSergoInstanceShareUpdates(ObjectProvider<DiscoveryClient> registry,
				ObjectProvider<Registration> own, ProtectionEngine engine) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(InstanceShareUpdates.THREAD_PREFIX);
			executor.setDaemon(true);
			return new InstanceShareUpdates(registry::getIfAvailable, own::getIfAvailable, engine::apply, executor);
		}

	}

}
