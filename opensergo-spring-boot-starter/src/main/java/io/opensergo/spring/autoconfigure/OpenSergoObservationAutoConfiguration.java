package io.opensergo.spring.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.observation.ClientLaneHandler;
import io.opensergo.spring.propagation.observation.LaneKeyValue;
import io.opensergo.spring.propagation.observation.ReactiveLaneFilter;
import io.opensergo.spring.propagation.observation.ServletLaneFilter;
import io.opensergo.spring.propagation.observation.WebClientLaneHandler;
import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of the lane as a key value of observations of HTTP requests, and
 * with that of their metrics and spans.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
@ConditionalOnClass({ ObservationRegistry.class, ClientRequestObservationContext.class })
@ConditionalOnBooleanProperty(name = "opensergo.propagation.observation.enabled", matchIfMissing = true)
public final class OpenSergoObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LaneKeyValue openSergoLaneKeyValue(RuleEngine engine, OutboundLane outboundLane) {
		return new LaneKeyValue(engine, outboundLane);
	}

	@Bean
	@ConditionalOnMissingBean
	ClientLaneHandler openSergoClientLaneHandler(LaneKeyValue lane) {
		return new ClientLaneHandler(lane);
	}

	/**
	 * Servlet requests.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ Filter.class, ServerRequestObservationContext.class })
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean
		ServletLaneFilter openSergoServletLaneFilter(LaneKeyValue lane) {
			return new ServletLaneFilter(lane);
		}

	}

	/**
	 * Reactive requests.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		ReactiveLaneFilter openSergoReactiveLaneFilter(LaneKeyValue lane) {
			return new ReactiveLaneFilter(lane);
		}

	}

	/**
	 * Requests of WebClient.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	static class Client {

		@Bean
		@ConditionalOnMissingBean
		WebClientLaneHandler openSergoWebClientLaneHandler(LaneKeyValue lane) {
			return new WebClientLaneHandler(lane);
		}

	}

}
