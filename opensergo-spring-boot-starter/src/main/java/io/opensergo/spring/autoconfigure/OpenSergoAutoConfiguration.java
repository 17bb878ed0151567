package io.opensergo.spring.autoconfigure;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.context.CarriedHeaders;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.PropagationDrops;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleCapability;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.UnappliedFieldReport;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSource;
import io.opensergo.core.source.RuleStore;
import io.opensergo.spring.autoconfigure.OpenSergoProperties.Propagation;
import io.opensergo.spring.autoconfigure.OpenSergoProperties.Trust;
import io.opensergo.spring.propagation.PeerTrust;
import io.opensergo.spring.propagation.PropagationHosts;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Auto-configuration of what every part needs: who this workload is, its rules, and the
 * engine that holds them compiled.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "opensergo.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OpenSergoProperties.class)
public final class OpenSergoAutoConfiguration {

	private static final String UNNAMED = "application";

	@Bean
	@ConditionalOnMissingBean
	Caller openSergoWorkload(OpenSergoProperties properties, Environment environment) {
		String app = (properties.app() != null) ? properties.app()
				: environment.getProperty("spring.application.name", UNNAMED);
		Map<String, String> labels = new HashMap<>(properties.workload().labels());
		if (properties.workload().lane() != null) {
			labels.put(TrafficLane.LANE_LABEL, properties.workload().lane());
		}
		Set<String> gateways = GatewayPresence.isGateway() ? Set.of(app) : Set.of();
		return new Caller(app, properties.namespace(), labels, gateways);
	}

	@Bean
	@ConditionalOnMissingBean
	OutboundLane openSergoOutboundLane(OpenSergoProperties properties) {
		return new OutboundLane(properties.workload().lane());
	}

	@Bean
	@ConditionalOnMissingBean
	PropagationDrops openSergoPropagationDrops() {
		return new PropagationDrops();
	}

	/**
	 * The names that rules match on are computed when rules change, and only read here.
	 */
	@Bean
	@ConditionalOnMissingBean
	CarriedHeaders openSergoCarriedHeaders(OpenSergoProperties properties, RuleEngine engine, PropagationDrops drops) {
		Propagation propagation = properties.propagation();
		return new CarriedHeaders(propagation.headers(),
				propagation.ruleHeaders() ? () -> engine.current().carriedHeaders() : Set::of, drops);
	}

	@Bean
	@ConditionalOnMissingBean
	ContextHeaders openSergoContextHeaders(OutboundLane outboundLane, CarriedHeaders carriedHeaders,
			OpenSergoProperties properties, PropagationDrops drops) {
		return new ContextHeaders(outboundLane, carriedHeaders, properties.propagation().baggage(), drops);
	}

	@Bean
	@ConditionalOnMissingBean
	PeerTrust openSergoPeerTrust(OpenSergoProperties properties) {
		Propagation propagation = properties.propagation();
		Trust trust = propagation.trust();
		if (trust == null) {
			trust = GatewayPresence.isGateway() ? Trust.EDGE : Trust.INTERNAL;
		}
		return (trust == Trust.EDGE) ? PeerTrust.only(propagation.trustedRanges()) : PeerTrust.everybody();
	}

	@Bean
	@ConditionalOnMissingBean
	PropagationHosts openSergoPropagationHosts(OpenSergoProperties properties) {
		return new PropagationHosts(properties.propagation().hosts());
	}

	@Bean
	@ConditionalOnMissingBean
	RoutingFailures openSergoRoutingFailures() {
		return new RoutingFailures(Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	RuleEngine openSergoRuleEngine(Caller workload) {
		return new RuleEngine(workload);
	}

	/**
	 * Files first: a rule that is there wins over the same rule of the control plane.
	 */
	@Bean
	@ConditionalOnMissingBean
	RuleStore openSergoRuleStore(OpenSergoProperties properties, ResourceLoader resourceLoader,
			ObjectProvider<RuleSource> otherSources) {
		RuleLocations locations = new RuleLocations(resourceLoader, properties.namespace(), Clock.systemUTC());
		List<RuleSource> sources = new ArrayList<>(locations.sources(properties.rules()));
		otherSources.orderedStream().forEach(sources::add);
		return new RuleStore(sources);
	}

	@Bean
	RuleSubscriptions openSergoRuleSubscriptions(RuleStore store) {
		return new RuleSubscriptions(store.sources());
	}

	@Bean
	CalledServices openSergoConfiguredServices(OpenSergoProperties properties) {
		return () -> properties.client().subscribeServices();
	}

	@Bean
	UnappliedFieldReport openSergoUnappliedFieldReport(Caller workload, ObjectProvider<RuleCapabilities> integrations) {
		Set<RuleCapability> capabilities = EnumSet.noneOf(RuleCapability.class);
		integrations.forEach((integration) -> capabilities.addAll(integration.capabilities()));
		return new UnappliedFieldReport(workload, capabilities);
	}

	@Bean
	RuleStoreLifecycle openSergoRuleStoreLifecycle(RuleStore store, RuleEngine engine, UnappliedFieldReport unapplied,
			RuleSubscriptions subscriptions, ObjectProvider<CalledServices> calledServices,
			ObjectProvider<RuleCapabilities> integrations) {
		boolean isProtected = integrations.stream()
			.anyMatch((integration) -> integration.capabilities().contains(RuleCapability.PROTECT));
		return new RuleStoreLifecycle(store, engine, unapplied, subscriptions, isProtected,
				calledServices.orderedStream().toList());
	}

}
