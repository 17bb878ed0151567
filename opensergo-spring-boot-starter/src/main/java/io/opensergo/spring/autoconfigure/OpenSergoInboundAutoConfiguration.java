package io.opensergo.spring.autoconfigure;

import java.time.Clock;
import java.util.EnumSet;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.spring.propagation.InboundColoring;
import io.opensergo.spring.propagation.LaneCookie;
import io.opensergo.spring.propagation.PeerTrust;
import io.opensergo.spring.propagation.TrafficContextFilter;
import io.opensergo.spring.propagation.TrafficContextWebFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.WebFilter;

/**
 * Auto-configuration of the lane of inbound requests.
 */
@AutoConfiguration(after = OpenSergoAutoConfiguration.class)
@ConditionalOnBean(RuleEngine.class)
public final class OpenSergoInboundAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	InboundColoring openSergoInboundColoring(RuleEngine engine, PeerTrust trust, ContextHeaders headers,
			RoutingFailures failures) {
		return new InboundColoring(engine, trust, headers, new ConcurrentRandom(), failures);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.lane-cookie.enabled")
	LaneCookie openSergoLaneCookie(OpenSergoProperties properties, RuleEngine engine) {
		OpenSergoProperties.LaneCookie cookie = properties.propagation().laneCookie();
		return new LaneCookie(
				new LaneCookie.Settings(cookie.name(), cookie.maxAge(), cookie.path(), cookie.domain(),
						cookie.sameSite().attribute(), cookie.secure(), cookie.httpOnly()),
				cookie.secret(), engine, Clock.systemUTC());
	}

	/**
	 * Servlet applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ Filter.class, OncePerRequestFilter.class, FilterRegistrationBean.class })
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.servlet.enabled", matchIfMissing = true)
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean(value = TrafficContextFilter.class,
				parameterizedContainer = FilterRegistrationBean.class)
		FilterRegistrationBean<TrafficContextFilter> openSergoTrafficContextFilter(InboundColoring coloring,
				ObjectProvider<LaneCookie> cookie) {
			FilterRegistrationBean<TrafficContextFilter> registration = new FilterRegistrationBean<>(
					new TrafficContextFilter(coloring, cookie.getIfAvailable()));
			registration.setOrder(TrafficContextFilter.ORDER);
			registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
			return registration;
		}

	}

	/**
	 * Reactive applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(WebFilter.class)
	@ConditionalOnBooleanProperty(name = "opensergo.propagation.webflux.enabled", matchIfMissing = true)
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		TrafficContextWebFilter openSergoTrafficContextWebFilter(InboundColoring coloring,
				ObjectProvider<LaneCookie> cookie) {
			return new TrafficContextWebFilter(coloring, cookie.getIfAvailable());
		}

	}

}
