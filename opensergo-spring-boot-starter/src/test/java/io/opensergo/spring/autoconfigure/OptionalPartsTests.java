package io.opensergo.spring.autoconfigure;

import java.util.List;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.spring.actuate.OpenSergoEndpoint;
import io.opensergo.spring.actuate.OpenSergoHealthIndicator;
import io.opensergo.spring.actuate.OpenSergoMetrics;
import io.opensergo.spring.gateway.BalancedGatewayCalls;
import io.opensergo.spring.gateway.GatewayRequestHeadersFilter;
import io.opensergo.spring.gateway.TracedHeadersFilter;
import io.opensergo.spring.gateway.TrafficRouteFilter;
import io.opensergo.spring.loadbalancer.InstanceRouting;
import io.opensergo.spring.propagation.HttpHeadersAccess;
import io.opensergo.spring.propagation.LaneClientRequestTransformer;
import io.opensergo.spring.propagation.LaneFeignRequestInterceptor;
import io.opensergo.spring.propagation.LaneFeignRequestTransformer;
import io.opensergo.spring.propagation.LaneRequestTransformer;
import io.opensergo.spring.propagation.TrafficContextFilter;
import io.opensergo.spring.propagation.TrafficContextWebFilter;
import io.opensergo.spring.propagation.UntracedTagFilter;
import io.opensergo.spring.propagation.UntracedTagHandlerDecorator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webclient.WebClientCustomizer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations of optional parts: present, backing off, absent.
 */
class OptionalPartsTests {

	private static final AutoConfigurations ALL = AutoConfigurations.of(OpenSergoAutoConfiguration.class,
			OpenSergoInboundAutoConfiguration.class, OpenSergoOutboundAutoConfiguration.class,
			OpenSergoLoadBalancerAutoConfiguration.class, OpenSergoGatewayAutoConfiguration.class,
			OpenSergoGatewayMvcAutoConfiguration.class, OpenSergoTracingAutoConfiguration.class,
			OpenSergoSubscriptionsAutoConfiguration.class, OpenSergoExecutorAutoConfiguration.class,
			OpenSergoCircuitBreakerAutoConfiguration.class, OpenSergoObservationAutoConfiguration.class,
			OpenSergoActuatorAutoConfiguration.class);

	private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(ALL);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner().withConfiguration(ALL);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(ALL);

	@Test
	void plainApplicationHasOutboundPartsOnly() {
		this.plain.run((context) -> {
			assertThat(context).hasSingleBean(LaneRequestTransformer.class).hasSingleBean(InstanceRouting.class);
			assertThat(context).doesNotHaveBean("openSergoTrafficContextFilter")
				.doesNotHaveBean(TrafficContextWebFilter.class)
				.doesNotHaveBean(TrafficRouteFilter.class);
		});
	}

	@Test
	void servletApplicationHasServletParts() {
		this.servlet.run((context) -> {
			assertThat(context.getBean("openSergoTrafficContextFilter", FilterRegistrationBean.class).getFilter())
				.isInstanceOf(TrafficContextFilter.class);
			assertThat(context).doesNotHaveBean(TrafficContextWebFilter.class)
				.doesNotHaveBean(TrafficRouteFilter.class);
			assertThat(context).hasSingleBean(LaneRequestTransformer.class)
				.hasSingleBean(LaneClientRequestTransformer.class)
				.hasSingleBean(LaneFeignRequestTransformer.class)
				.hasSingleBean(LaneFeignRequestInterceptor.class)
				.hasSingleBean(RestTemplateCustomizer.class)
				.hasSingleBean(RestClientCustomizer.class)
				.hasSingleBean(WebClientCustomizer.class);
		});
	}

	@Test
	void reactiveApplicationHasReactiveParts() {
		this.reactive.run((context) -> {
			assertThat(context).hasSingleBean(TrafficContextWebFilter.class).hasSingleBean(TrafficRouteFilter.class);
			assertThat(context).doesNotHaveBean("openSergoTrafficContextFilter");
		});
	}

	@Test
	void whenDisabledNothingIsThere() {
		this.servlet.withPropertyValues("opensergo.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanNamesForType(Object.class))
				.noneMatch((name) -> context.getBean(name).getClass().getName().startsWith("io.opensergo"));
		});
	}

	@Test
	void withoutSpringCloudServletApplicationStarts() {
		this.servlet
			.withClassLoader(
					new FilteredClassLoader("org.springframework.cloud", "feign", "org.springframework.web.reactive"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).hasBean("openSergoTrafficContextFilter").hasSingleBean(RestClientCustomizer.class);
				assertThat(context).doesNotHaveBean("openSergoLaneRequestTransformer")
					.doesNotHaveBean("openSergoInstanceRouting")
					.doesNotHaveBean("openSergoWebClientCustomizer");
			});
	}

	@Test
	void withoutServletApiReactiveApplicationStarts() {
		this.reactive.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).hasSingleBean(TrafficContextWebFilter.class);
			});
	}

	@Test
	void withoutAnyWebJarPlainApplicationStarts() {
		List<String> absent = List.of("jakarta.servlet", "org.springframework.web", "org.springframework.http",
				"org.springframework.cloud", "feign", "reactor", "org.springframework.boot.restclient",
				"org.springframework.boot.webclient", "org.springframework.boot.health.contributor",
				"org.springframework.boot.actuate.endpoint", "io.micrometer.core");
		this.plain.withClassLoader(new FilteredClassLoader((String name) -> absent.stream().anyMatch(name::startsWith)))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).doesNotHaveBean("openSergoLaneHttpRequests")
					.doesNotHaveBean("opensergoHealthIndicator")
					.doesNotHaveBean("openSergoMetrics");
			});
	}

	@Test
	void loadBalancerPartCanBeSwitchedOff() {
		this.servlet.withPropertyValues("opensergo.loadbalancer.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(InstanceRouting.class));
	}

	@Test
	void gatewayPartCanBeSwitchedOff() {
		this.reactive.withPropertyValues("opensergo.gateway.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TrafficRouteFilter.class)
				.hasSingleBean(TrafficContextWebFilter.class));
	}

	@Test
	void gatewayOnSpringMvcIsThereInServletApplicationsOnly() {
		this.servlet.run((context) -> assertThat(context).hasSingleBean(GatewayRequestHeadersFilter.class)
			.hasSingleBean(BalancedGatewayCalls.class));
		this.reactive.run((context) -> assertThat(context).doesNotHaveBean(GatewayRequestHeadersFilter.class));
		this.servlet.withPropertyValues("opensergo.gateway.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GatewayRequestHeadersFilter.class)
				.doesNotHaveBean(BalancedGatewayCalls.class));
		this.servlet.withClassLoader(new FilteredClassLoader("org.springframework.cloud.gateway.server.mvc"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("openSergoGatewayRequestHeadersFilter"));
		GatewayRequestHeadersFilter own = new GatewayRequestHeadersFilter(new ContextHeaders(new OutboundLane(null)),
				HttpHeadersAccess.INSTANCE, (host) -> false);
		this.servlet.withBean("mine", GatewayRequestHeadersFilter.class, () -> own)
			.run((context) -> assertThat(context.getBean(GatewayRequestHeadersFilter.class)).isSameAs(own));
	}

	@Test
	void lanesAreKeptFromTracingWhereThereIsTracing() {
		this.servlet.run((context) -> assertThat(context).hasBean("openSergoUntracedTagFilter"));
		this.reactive.run((context) -> assertThat(context).hasSingleBean(UntracedTagHandlerDecorator.class)
			.hasSingleBean(TracedHeadersFilter.class));
		FilteredClassLoader withoutTracing = new FilteredClassLoader("io.micrometer.tracing");
		this.servlet.withClassLoader(withoutTracing)
			.run((context) -> assertThat(context).doesNotHaveBean("openSergoUntracedTagFilter"));
		this.reactive.withClassLoader(withoutTracing)
			.run((context) -> assertThat(context).doesNotHaveBean(UntracedTagHandlerDecorator.class)
				.doesNotHaveBean(TracedHeadersFilter.class));
		this.servlet.withBean("mine", UntracedTagFilter.class, () -> new UntracedTagFilter(null))
			.run((context) -> assertThat(context).doesNotHaveBean("openSergoUntracedTagFilter"));
	}

	@Test
	void inboundPartsCanBeSwitchedOff() {
		this.servlet.withPropertyValues("opensergo.propagation.servlet.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("openSergoTrafficContextFilter")
				.doesNotHaveBean("openSergoUntracedTagFilter")
				.hasSingleBean(LaneRequestTransformer.class));
		this.reactive.withPropertyValues("opensergo.propagation.webflux.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TrafficContextWebFilter.class)
				.doesNotHaveBean(UntracedTagHandlerDecorator.class)
				.hasSingleBean(LaneRequestTransformer.class));
	}

	@Test
	void headersThatCannotBeCarriedAreRefused() {
		this.plain.withPropertyValues("opensergo.propagation.headers=x-user-id,Authorization,x-biz-*")
			.run((context) -> assertThat(context).hasNotFailed());
		for (String header : List.of("Host", "*", "x y")) {
			this.plain.withPropertyValues("opensergo.propagation.headers=" + header)
				.run((context) -> assertThat(context.getStartupFailure())
					.hasRootCauseInstanceOf(InvalidOpenSergoPropertyException.class)
					.rootCause()
					.hasMessageContaining(header));
		}
	}

	@Test
	void writerOfTheApplicationWins() {
		ContextHeaders own = new ContextHeaders(new OutboundLane("own"));
		this.plain.withBean("mine", ContextHeaders.class, () -> own)
			.run((context) -> assertThat(context.getBean(ContextHeaders.class)).isSameAs(own));
	}

	@Test
	void filterOfTheApplicationWins() {
		this.servlet.withBean("mine", TrafficContextFilter.class, () -> new TrafficContextFilter(null))
			.run((context) -> assertThat(context).doesNotHaveBean("openSergoTrafficContextFilter"));
	}

	@Test
	void endpointIsThereWhenExposed() {
		this.servlet.run((context) -> assertThat(context).doesNotHaveBean(OpenSergoEndpoint.class));
		this.servlet.withPropertyValues("management.endpoints.web.exposure.include=opensergo")
			.run((context) -> assertThat(context).hasSingleBean(OpenSergoEndpoint.class));
	}

	@Test
	void healthCanBeSwitchedOff() {
		this.servlet.run((context) -> assertThat(context).hasSingleBean(OpenSergoHealthIndicator.class)
			.hasBean("opensergoHealthIndicator")
			.hasSingleBean(OpenSergoMetrics.class));
		this.servlet.withPropertyValues("management.health.opensergo.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(OpenSergoHealthIndicator.class));
	}

}
