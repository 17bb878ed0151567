package io.opensergo.spring.autoconfigure;

import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.gateway.DecisionReportFilter;
import io.opensergo.spring.gateway.GatewayDecisionFilter;
import io.opensergo.spring.gateway.GatewayDecisionKeyValues;
import io.opensergo.spring.gateway.MvcDecisionReport;
import io.opensergo.spring.gateway.MvcGatewayDecisionFilter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of what gateways tell of their decisions: in observations, in access
 * logs, and to holders of the debug token.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnBooleanProperty(name = "opensergo.gateway.enabled", matchIfMissing = true)
public final class OpenSergoGatewayReportAutoConfiguration {

	/**
	 * The gateway on WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(GlobalFilter.class)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		DecisionReportFilter openSergoDecisionReportFilter(OpenSergoProperties properties) {
			return new DecisionReportFilter(properties.gateway().accessLog());
		}

		@Bean
		@ConditionalOnMissingBean
		GatewayDecisionFilter openSergoGatewayDecisionFilter() {
			return new GatewayDecisionFilter(new GatewayDecisionKeyValues());
		}

	}

	/**
	 * The gateway on Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpHeadersFilter.class)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean
		MvcDecisionReport openSergoMvcDecisionReport() {
			return new MvcDecisionReport();
		}

		@Bean
		@ConditionalOnMissingBean
		MvcGatewayDecisionFilter openSergoMvcGatewayDecisionFilter() {
			return new MvcGatewayDecisionFilter(new GatewayDecisionKeyValues());
		}

	}

}
