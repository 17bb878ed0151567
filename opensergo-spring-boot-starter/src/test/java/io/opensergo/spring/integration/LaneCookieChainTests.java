package io.opensergo.spring.integration;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the cookie that keeps a browser in its lane, at both gateways and at
 * applications that are an edge themselves.
 */
class LaneCookieChainTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	private static final String LANES = """
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: gray-lane, namespace: default}
			spec:
			  rules:
			    traffic:
			      http:
			        headers:
			          - x-user-id: {exact: "12345"}
			    lane: {name: gray}
			---
			apiVersion: traffic.opensergo.io/v1alpha1
			kind: TrafficLane
			metadata: {name: red-lane, namespace: default}
			spec:
			  rules:
			    traffic:
			      http:
			        headers:
			          - x-user-id: {exact: "red"}
			        sourceIp: [127.0.0.0/8]
			    lane: {name: red}
			""";

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void gatewayKeepsABrowserInItsLane(WebApplicationType type) {
		try (TestChain chain = new TestChain()) {
			RecordingInstance base = chain.instance("stock", "stock-base", null);
			RecordingInstance gray = chain.instance("stock", "stock-gray", "gray");
			String route = "spring.cloud.gateway.server."
					+ ((type == WebApplicationType.SERVLET) ? "webmvc" : "webflux") + ".routes[0]";
			chain.property(route + ".id", "stock")
				.property(route + ".uri", "lb://stock")
				.property(route + ".predicates[0]", "Path=/**");
			edge(chain, "gateway").start(type, GatewayApplication.class);

			HttpResponse<String> first = chain.get("/items", "X-User-Id", "12345");
			assertThat(first.body()).isEqualTo("stock-gray");
			String cookie = cookie(first);
			assertThat(cookie).matches("opensergo-lane=gray~[0-9]+~[-_A-Za-z0-9]{43}");
			assertThat(attributes(first)).containsExactlyInAnyOrder("path=/", "max-age=86400", "httponly",
					"samesite=lax");

			HttpResponse<String> second = chain.get("/items", "Cookie", "a=b; " + cookie + "; c=d");
			assertThat(second.body()).isEqualTo("stock-gray");
			assertThat(setCookies(second)).isEmpty();
			assertThat(gray.lastRequest()).containsEntry(TestChain.LANE_HEADER, "gray")
				.containsEntry("cookie", "a=b; c=d");

			HttpResponse<String> forged = chain.get("/items", "Cookie", "opensergo-lane=gray");
			assertThat(forged.body()).isEqualTo("stock-base");
			assertThat(cookie(forged)).isEqualTo("opensergo-lane=");
			assertThat(attributes(forged)).contains("path=/", "max-age=0");
			assertThat(base.lastRequest()).doesNotContainKeys(TestChain.LANE_HEADER, "cookie");

			assertThat(setCookies(chain.get("/items"))).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void applicationThatIsAnEdgeKeepsABrowserInItsLane(WebApplicationType type) {
		try (TestChain chain = new TestChain()) {
			edge(chain, "order").property("opensergo.propagation.lane-cookie.secret", "")
				.start(type,
						(type == WebApplicationType.SERVLET) ? ServletApplication.class : ReactiveApplication.class);
			HttpResponse<String> entered = chain.get("/headers", "X-User-Id", "12345");
			assertThat(lane(entered)).isEqualTo("gray");
			assertThat(cookie(entered)).isEqualTo("opensergo-lane=gray");
			assertThat(lane(chain.get("/headers", "Cookie", "opensergo-lane=gray"))).isEqualTo("gray");

			HttpResponse<String> changed = chain.get("/headers", "Cookie", "opensergo-lane=red", "X-User-Id", "12345");
			assertThat(lane(changed)).isEqualTo("gray");
			assertThat(cookie(changed)).isEqualTo("opensergo-lane=gray");

			HttpResponse<String> notByCookie = chain.get("/headers", "X-User-Id", "red");
			assertThat(lane(notByCookie)).isEqualTo("red");
			assertThat(setCookies(notByCookie)).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void tagOfTrustedPeerWinsOverTheCookieAndLeavesIt(WebApplicationType type) {
		try (TestChain chain = new TestChain()) {
			edge(chain, "order").property("opensergo.propagation.trusted-proxies", "127.0.0.0/8")
				.property("opensergo.propagation.lane-cookie.secret", "")
				.start(type,
						(type == WebApplicationType.SERVLET) ? ServletApplication.class : ReactiveApplication.class);
			HttpResponse<String> tagged = chain.get("/headers", TestChain.LANE_HEADER, "blue", "Cookie",
					"opensergo-lane=gray", "X-User-Id", "12345");
			assertThat(lane(tagged)).isEqualTo("blue");
			assertThat(setCookies(tagged)).isEmpty();
		}
	}

	@Test
	void cookieIsNeitherReadNorSetUnlessItIsSwitchedOn() {
		try (TestChain chain = new TestChain()) {
			edge(chain, "order").property("opensergo.propagation.lane-cookie.enabled", "false")
				.start(WebApplicationType.SERVLET, ServletApplication.class);
			HttpResponse<String> entered = chain.get("/headers", "X-User-Id", "12345");
			assertThat(lane(entered)).isEqualTo("gray");
			assertThat(setCookies(entered)).isEmpty();
			assertThat(lane(chain.get("/headers", "Cookie", "opensergo-lane=gray"))).isEqualTo("null");
		}
	}

	private TestChain edge(TestChain chain, String name) {
		return chain.property("spring.application.name", name)
			.property("opensergo.propagation.trust", "edge")
			.property("opensergo.propagation.trusted-proxies", "10.0.0.0/8")
			.property("opensergo.propagation.lane-cookie.enabled", "true")
			.property("opensergo.propagation.lane-cookie.secret", SECRET)
			.rules(this.folder, LANES);
	}

	private static List<String> setCookies(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.headers().allValues("set-cookie");
	}

	private static String cookie(HttpResponse<String> response) {
		String cookie = setCookies(response).get(0);
		return cookie.substring(0, cookie.indexOf(';'));
	}

	/**
	 * Servers write attributes in orders and cases of their own.
	 */
	private static List<String> attributes(HttpResponse<String> response) {
		return Stream.of(setCookies(response).get(0).toLowerCase(Locale.ROOT).split("; "))
			.skip(1)
			.filter((attribute) -> !attribute.startsWith("expires="))
			.toList();
	}

	private static String lane(HttpResponse<String> response) {
		return response.body().substring(response.body().lastIndexOf('|') + 1);
	}

}
