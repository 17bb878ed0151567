package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.UnappliedFieldReport;
import io.opensergo.core.outlier.Ejection;
import io.opensergo.core.outlier.EjectionEvent;
import io.opensergo.core.outlier.EjectionEvent.Outcome;
import io.opensergo.core.outlier.EjectionListener;
import io.opensergo.core.outlier.EjectionReason;
import io.opensergo.core.outlier.InstanceEjection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the ejection of instances that fail, with instances on real ports. Only time
 * is not real: ejections last until the test lets time pass. None fails with 503: some
 * clients send such a call again themselves.
 */
class OutlierEjectionTests {

	private static final List<String> CLIENTS = List.of("@LoadBalanced new RestTemplate() bean",
			"@LoadBalanced RestClient.builder() bean", "@LoadBalanced WebClient.builder() bean",
			"@HttpExchange of RestClient", "@HttpExchange of WebClient", "OpenFeign");

	private static final String RULE = """
			{apiVersion: traffic.opensergo.io/v1alpha1, kind: VirtualWorkload, metadata: {name: stock},
			 spec: {host: stock, trafficPolicy: {%soutlierDetection:
			  {consecutive5xxErrors: 3, maxEjectionPercent: 50}}}}
			""";

	private final TestChain chain = new TestChain();

	private final RecordingInstance healthy = this.chain.instance("stock", "healthy", null);

	private final RecordingInstance failing = this.chain.instance("stock", "failing", null);

	@TempDir
	private Path folder;

	@Test
	void everyClientLeavesAFailingInstanceAndComesBackWithOneProbe() throws Exception {
		try (TestChain chain = startClients("", "false", FrozenTime.class)) {
			for (String name : CLIENTS) {
				UnaryOperator<String> client = client(name);
				this.failing.answerWith((CLIENTS.indexOf(name) % 2 == 0) ? 500 : 502);
				callUntilEjected(() -> client.apply("http://stock/items"), name);
				checkLifeOfEjection(() -> client.apply("http://stock/items"), name);
			}
			FrozenTime seen = chain.application().getBean(FrozenTime.class);
			assertThat(seen.count(Outcome.EJECTED)).isEqualTo(2 * CLIENTS.size());
			assertThat(seen.count(Outcome.RETURNED)).isEqualTo(CLIENTS.size());
		}
	}

	/**
	 * With an algorithm of the rule instead of that of the application.
	 */
	@Test
	void algorithmOfTheRuleLeavesAFailingInstanceOut() throws Exception {
		try (TestChain chain = startClients("loadBalancer: {simple: LEAST_REQUEST}, ", "false", FrozenTime.class)) {
			UnaryOperator<String> client = client("@LoadBalanced RestClient.builder() bean");
			this.failing.answerWith(500);
			callUntilEjected(() -> client.apply("http://stock/items"), "least request");
			checkLifeOfEjection(() -> client.apply("http://stock/items"), "least request");
		}
	}

	@Test
	void everyRetryingClientLeavesAnInstanceThatRefusesConnections() {
		this.failing.close();
		try (TestChain chain = startClients("", "true", FrozenTime.class)) {
			FrozenTime seen = chain.application().getBean(FrozenTime.class);
			for (String name : CLIENTS) {
				UnaryOperator<String> client = client(name);
				int before = seen.count(Outcome.EJECTED);
				pass(Duration.ofSeconds(300));
				for (int i = 0; i < 10; i++) {
					assertThat(client.apply("http://stock/items")).as(name).isEqualTo("healthy");
				}
				assertThat(seen.count(Outcome.EJECTED)).as(name).isEqualTo(before + 1);
			}
			assertThat(seen.count(Outcome.RETURNED)).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "REACTIVE", "SERVLET" })
	void gatewayLeavesAFailingInstanceAndComesBackWithOneProbe(WebApplicationType type) throws Exception {
		String route = "spring.cloud.gateway.server." + ((type == WebApplicationType.REACTIVE) ? "webflux" : "webmvc")
				+ ".routes[0].";
		this.chain.property("spring.application.name", "gateway")
			.property(route + "id", "stock")
			.property(route + "uri", "lb://stock")
			.property(route + "predicates[0]", "Path=/stock/**")
			.property(route + "filters[0]", "StripPrefix=1")
			.property("management.endpoints.web.exposure.include", "opensergo,metrics")
			.rules(this.folder, RULE.formatted(""));
		try (TestChain chain = this.chain.start(type, GatewayApplication.class, FrozenTime.class)) {
			this.failing.answerWith(502);
			callUntilEjected(this::throughGateway, type.name());
			assertThat(chain.get("/actuator/opensergo").body()).contains("\"ejections\":[{\"service\":\"stock\"",
					"\"destination\":\"baseline\"", "\"reason\":\"CONSECUTIVE_5XX_ERRORS\"");
			assertThat(chain.get("/actuator/metrics/opensergo.outlier.ejected").body()).contains("\"value\":1.0");
			checkLifeOfEjection(this::throughGateway, type.name());
			assertThat(chain.get("/actuator/opensergo").body()).contains("\"ejections\":[]");
			assertThat(chain.get("/actuator/metrics/opensergo.outlier.ejections?tag=service:stock&tag=outcome:ejected")
				.body()).contains("\"value\":2.0");
			assertThat(chain.get("/actuator/metrics/opensergo.outlier.ejections?tag=outcome:returned").body())
				.contains("\"value\":1.0");
		}
	}

	@Test
	void nothingIsEjectedWhenSwitchedOff() {
		this.chain.property("opensergo.loadbalancer.outlier-detection.enabled", "false");
		try (TestChain chain = startClients("", "false")) {
			UnaryOperator<String> client = client("@LoadBalanced RestClient.builder() bean");
			this.failing.answerWith(500);
			int failures = 0;
			for (int i = 0; i < 20; i++) {
				failures += succeeds(() -> client.apply("http://stock/items")) ? 0 : 1;
			}
			assertThat(failures).isEqualTo(10);
			assertThat(chain.application().getBeanProvider(InstanceEjection.class).getIfAvailable()).isNull();
			assertThat(chain.application().getBean(UnappliedFieldReport.class).fields())
				.anySatisfy((field) -> assertThat(field.path()).isEqualTo("spec.trafficPolicy.outlierDetection"));
		}
	}

	/**
	 * Without circuit breakers, which would put calls of HTTP interfaces in a queue
	 * behind one that is held, or end it.
	 */
	private TestChain startClients(String policy, String retry, Class<?>... more) {
		this.chain.property("spring.cloud.gateway.server.webflux.enabled", "false")
			.property("spring.cloud.loadbalancer.retry.enabled", retry)
			.property("spring.autoconfigure.exclude",
					"org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration")
			.property("opensergo.propagation.hosts", "localhost")
			.property("stock.port", this.healthy.port())
			.property("spring.http.serviceclient.reactive-stock.base-url", "lb://stock")
			.rules(this.folder, RULE.formatted(policy));
		List<Class<?>> sources = new ArrayList<>(List.of(more));
		sources.add(ClientMatrixApplication.class);
		return this.chain.start(WebApplicationType.NONE, sources.toArray(Class<?>[]::new));
	}

	@SuppressWarnings("unchecked")
	private UnaryOperator<String> client(String name) {
		Map<String, UnaryOperator<String>> clients = this.chain.application().getBean("clients", Map.class);
		return Objects.requireNonNull(clients.get(name));
	}

	private String throughGateway() {
		HttpResponse<String> response = this.chain.get("/stock/items");
		if (response.statusCode() != 200) {
			throw new IllegalStateException("status " + response.statusCode());
		}
		return response.body();
	}

	private void callUntilEjected(Callable<String> client, String name) {
		for (int i = 0; i < 20 && ejections().isEmpty(); i++) {
			succeeds(client);
		}
		assertThat(ejections()).as(name).singleElement().satisfies((ejection) -> {
			assertThat(ejection.instance()).isEqualTo("127.0.0.1:" + this.failing.port());
			assertThat(ejection.count()).isEqualTo(1);
		});
	}

	private void checkLifeOfEjection(Callable<String> client, String name) throws Exception {
		assertThat(callsInParallel(client)).as("%s while ejected", name).isEqualTo(new Calls(50, 0));
		pass(Duration.ofSeconds(30));
		assertThat(callsInParallel(client)).as("%s with failing probe", name).isEqualTo(new Calls(49, 1));
		assertThat(ejections()).singleElement().satisfies((ejection) -> {
			assertThat(ejection.count()).isEqualTo(2);
			assertThat(ejection.reason()).isEqualTo(EjectionReason.FAILED_PROBE);
		});
		this.failing.answerWith(200);
		pass(Duration.ofSeconds(60));
		CountDownLatch held = this.failing.hold();
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			int before = this.failing.requests().size();
			Future<String> probe = thread.submit(client);
			Awaitility.await().untilAsserted(() -> assertThat(this.failing.requests()).hasSize(before + 1));
			assertThat(callsInParallel(client)).as("%s while probed", name).isEqualTo(new Calls(50, 0));
			held.countDown();
			assertThat(probe.get()).isEqualTo("failing");
		}
		finally {
			held.countDown();
			thread.shutdownNow();
		}
		assertThat(ejections()).as(name).isEmpty();
		assertThat(callsInParallel(client).ofFailing()).as("%s when back", name).isPositive();
		pass(Duration.ofSeconds(60));
	}

	private Calls callsInParallel(Callable<String> client) throws Exception {
		int before = this.failing.requests().size();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			int succeeded = 0;
			List<Future<Boolean>> calls = threads.invokeAll(Collections.nCopies(50, () -> succeeds(client)));
			for (Future<Boolean> call : calls) {
				succeeded += call.get() ? 1 : 0;
			}
			return new Calls(succeeded, this.failing.requests().size() - before);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static boolean succeeds(Callable<String> client) {
		try {
			client.call();
			return true;
		}
		catch (Exception ex) {
			return false;
		}
	}

	private List<Ejection> ejections() {
		return this.chain.application().getBean(InstanceEjection.class).ejections();
	}

	private void pass(Duration time) {
		this.chain.application().getBean(FrozenTime.class).nanos.addAndGet(time.toNanos());
	}

	/**
	 * The figures of some calls.
	 *
	 * @param succeeded how many succeeded
	 * @param ofFailing how many came to the failing instance
	 */
	private record Calls(int succeeded, int ofFailing) {
	}

	/**
	 * Lets time pass only when a test says so, and remembers what happens.
	 */
	@Configuration(proxyBeanMethods = false)
	static class FrozenTime {

		private final AtomicLong nanos = new AtomicLong();

		private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

		@Bean
		InstanceEjection<ServiceInstance> frozenEjection(RuleEngine engine,
				ObjectProvider<EjectionListener> listeners) {
			return new InstanceEjection<>((instance) -> instance.getHost() + ":" + instance.getPort(),
					(service) -> engine.current().balancing(service).outlierPolicies(), this.nanos::get,
					Clock.systemUTC(),
					(event) -> listeners.orderedStream().forEach((listener) -> listener.onEjection(event)));
		}

		@EventListener
		void onEjection(EjectionEvent event) {
			this.outcomes.add(event.outcome());
		}

		int count(Outcome outcome) {
			return Collections.frequency(this.outcomes, outcome);
		}

	}

}
