package io.opensergo.spring.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.opensergo.spring.gateway.RequestMirrors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mirrors to a host that is dead do no harm. The number of requests is that of the system
 * property {@code opensergo.test.mirrored-requests}, {@value #DEFAULT_REQUESTS} by
 * default; from {@value #REQUESTS_THAT_TELL_GROWTH} on the memory is looked at too.
 */
class GatewayMirrorTests {

	private static final int DEFAULT_REQUESTS = 200;

	private static final int REQUESTS_THAT_TELL_GROWTH = 10_000;

	private static final long ALLOWED_GROWTH = 24L * 1024 * 1024;

	@Test
	void mirrorsToADeadHostNeitherFailRequestsNorPileUp(@TempDir Path folder) throws IOException {
		int requests = Integer.getInteger("opensergo.test.mirrored-requests", DEFAULT_REQUESTS);
		try (TestChain chain = new TestChain()) {
			chain.instance("stock", "stock", null);
			chain.property("spring.application.name", "gateway")
				.property("spring.cloud.discovery.client.simple.instances.dead[0].uri",
						"http://127.0.0.1:" + closedPort())
				.property("spring.cloud.gateway.server.webflux.routes[0].id", "stock")
				.property("spring.cloud.gateway.server.webflux.routes[0].uri", "lb://stock")
				.property("spring.cloud.gateway.server.webflux.routes[0].predicates[0]", "Path=/**")
				.rules(folder, """
						apiVersion: traffic.opensergo.io/v1alpha1
						kind: TrafficRouter
						metadata: {name: stock, namespace: default}
						spec:
						  hosts: [stock]
						  http:
						  - mirrors: [{destination: {host: dead}}]
						    route: [{destination: {host: stock}}]
						""");
			chain.start(WebApplicationType.REACTIVE, GatewayApplication.class);
			RequestMirrors mirrors = chain.application().getBean(RequestMirrors.class);
			send(chain, requests / 10);
			long before = usedMemory(requests);
			send(chain, requests);
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mirrors.inFlight() == 0);
			assertThat(mirrors.sent() + mirrors.dropped()).isEqualTo(requests + requests / 10);
			assertThat(mirrors.failed()).isEqualTo(mirrors.sent());
			assertThat(usedMemory(requests) - before).isLessThan(ALLOWED_GROWTH);
		}
	}

	private static void send(TestChain chain, int requests) {
		AtomicInteger good = new AtomicInteger();
		IntStream.range(0, requests).parallel().forEach((i) -> {
			if (chain.get("/items").statusCode() == 200) {
				good.incrementAndGet();
			}
		});
		assertThat(good).hasValue(requests);
	}

	/**
	 * What is in use after a collection; always 0 in a short run, which tells nothing.
	 */
	private static long usedMemory(int requests) {
		if (requests < REQUESTS_THAT_TELL_GROWTH) {
			return 0;
		}
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
