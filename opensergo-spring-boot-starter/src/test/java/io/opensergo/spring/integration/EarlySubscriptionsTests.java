package io.opensergo.spring.integration;

import java.util.List;

import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what is subscribed to before the first call.
 */
class EarlySubscriptionsTests {

	private final TestChain chain = new TestChain();

	@AfterEach
	void stop() {
		this.chain.close();
	}

	@Test
	void feignClientsAreSubscribedTo() {
		start(WebApplicationType.SERVLET, FeignApplication.class);
		assertThat(services()).containsExactly("stock");
	}

	@Test
	void groupsOfHttpServicesAreSubscribedTo() {
		start(WebApplicationType.SERVLET, HttpServiceApplication.class);
		assertThat(services()).containsExactly("stock-group");
	}

	@Test
	void routesOfTheGatewayAreSubscribedTo() {
		route(0, "lb://stock");
		route(1, "http://example.org");
		route(2, "lb://payment");
		start(WebApplicationType.REACTIVE, Application.class);
		assertThat(services()).containsExactly("payment", "stock");
	}

	@Test
	void servicesOfTheRegistryAreSubscribedToWhenAskedFor() {
		this.chain.instance("stock", "stock-1", null);
		this.chain.property("opensergo.client.subscribe-registry", "true");
		start(WebApplicationType.SERVLET, Application.class);
		await().untilAsserted(() -> assertThat(services()).containsExactly("stock"));
	}

	@Test
	void servicesOfTheRegistryAreLeftAloneOtherwise() {
		this.chain.instance("stock", "stock-1", null);
		start(WebApplicationType.SERVLET, Application.class);
		assertThat(this.chain.application().containsBean("openSergoRegistrySubscriptions")).isFalse();
		assertThat(services()).isEmpty();
	}

	private void route(int index, String uri) {
		String route = "spring.cloud.gateway.server.webflux.routes[" + index + "].";
		this.chain.property(route + "id", "route" + index)
			.property(route + "uri", uri)
			.property(route + "predicates[0]", "Path=/" + index);
	}

	private void start(WebApplicationType type, Class<?> application) {
		this.chain.property("opensergo.endpoint", "127.0.0.1:1").start(type, application);
	}

	private List<String> services() {
		List<RuleSubscription> all = this.chain.application().getBean(ControlPlaneRuleSource.class).subscriptions();
		List<String> services = all.stream()
			.filter((one) -> one.kind() == RuleKind.TRAFFIC_ROUTER)
			.map(RuleSubscription::app)
			.toList();
		assertThat(all).filteredOn((one) -> one.kind() == RuleKind.VIRTUAL_WORKLOAD)
			.extracting(RuleSubscription::app)
			.isEqualTo(services);
		return services;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableFeignClients(clients = StockFeignClient.class)
	static class FeignApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "stock-group", types = StockApi.class)
	static class HttpServiceApplication {

	}

}
