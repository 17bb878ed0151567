package io.opensergo.spring.leak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import io.opensergo.core.rule.TrafficLane;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no request sees the lane of another one, whatever the number of requests at
 * the same time: mixed requests of two lanes and of none to Spring MVC, to Spring MVC on
 * virtual threads where the JDK has them, and to WebFlux. Each answer tells the lane in
 * the logging MDC and in the context, on the thread of the handler and on another one,
 * and on the wire of an inner call. The long form is
 * {@code mvn -pl opensergo-spring-boot-starter -am test -Dtest=LaneLeakTests -Dsurefire.failIfNoSpecifiedTests=false -Dopensergo.leak.requests=1000000}.
 */
class LaneLeakTests {

	private static final int REQUESTS = Integer.getInteger("opensergo.leak.requests", 20_000);

	private static final int CONCURRENCY = 128;

	private static final int VIRTUAL_THREADS_SINCE = 21;

	private static final List<String> LANES = List.of("gray", "blue", SeenLane.NONE);

	private static final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private static final List<String> targets = new ArrayList<>();

	private static final WireEcho echo = new WireEcho();

	private static final ConnectionProvider connections = ConnectionProvider.create("leak", CONCURRENCY);

	@BeforeAll
	static void start() {
		start(WebApplicationType.SERVLET, MvcApplication.class, List.of("/async", "/callable", "/block"),
				"--server.tomcat.threads.max=16", "--spring.task.execution.pool.core-size=8");
		start(WebApplicationType.REACTIVE, WebFluxApplication.class, List.of("/parallel", "/elastic"));
		if (Runtime.version().feature() >= VIRTUAL_THREADS_SINCE) {
			start(WebApplicationType.SERVLET, MvcApplication.class, List.of("/async", "/callable", "/block"),
					"--spring.threads.virtual.enabled=true");
		}
	}

	@AfterAll
	static void stop() {
		applications.forEach(ConfigurableApplicationContext::close);
		echo.close();
		connections.dispose();
	}

	@Test
	void noRequestSeesTheLaneOfAnother() {
		HttpClient client = HttpClient.create(connections);
		List<Answer> wrong = Flux.range(0, REQUESTS)
			.flatMap((number) -> answer(client, new SplittableRandom(number)), CONCURRENCY)
			.filter(Answer::isWrong)
			.take(10)
			.collectList()
			.block(Duration.ofHours(1));
		assertThat(wrong).as("wrong ones of %d requests", REQUESTS).isEmpty();
	}

	private static Mono<Answer> answer(HttpClient client, SplittableRandom random) {
		String lane = LANES.get(random.nextInt(LANES.size()));
		String target = targets.get(random.nextInt(targets.size()));
		return client.headers((headers) -> {
			if (!lane.equals(SeenLane.NONE)) {
				headers.set(TrafficLane.DEFAULT_TRAFFIC_HEADER, lane);
			}
		})
			.get()
			.uri(target)
			.responseSingle((response, body) -> body.asString()
				.defaultIfEmpty("")
				.map((seen) -> new Answer(target, lane, response.status().code(), seen)));
	}

	private static void start(WebApplicationType type, Class<?> application, List<String> paths, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=0",
				"--spring.application.name=leak", "--spring.main.banner-mode=off", "--logging.level.root=warn",
				"--eureka.client.enabled=false", "--spring.cloud.gateway.server.webflux.enabled=false",
				"--spring.cloud.discovery.client.simple.instances.echo[0].uri=http://127.0.0.1:" + echo.port()));
		all.addAll(List.of(arguments));
		ConfigurableApplicationContext context = new SpringApplicationBuilder(application).web(type)
			.run(all.toArray(String[]::new));
		applications.add(context);
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		paths.forEach((path) -> targets.add("http://127.0.0.1:" + port + path));
	}

	/**
	 * What a request was told.
	 *
	 * @param target where it went
	 * @param lane its lane
	 * @param status the status of the answer
	 * @param seen the lanes that the application saw
	 */
	private record Answer(String target, String lane, int status, String seen) {

		private static final int LEAST = 5;

		boolean isWrong() {
			String[] lanes = this.seen.split(",");
			return this.status != 200 || lanes.length < LEAST
					|| Stream.of(lanes).anyMatch((seen) -> !seen.equals(this.lane));
		}

	}

}
