package io.opensergo.spring.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the lane cookie with a real browser.
 */
@EnabledIf(value = "isBrowserInstalled",
		disabledReason = "needs /usr/bin/chromium and /usr/bin/chromedriver, Debian's packages chromium and chromium-driver")
class BrowserLaneTests {

	@Test
	void browserStaysInItsLaneFromPageToPage(@TempDir Path rules, @TempDir Path first, @TempDir Path second)
			throws IOException {
		try (TestChain chain = new TestChain()) {
			chain.instance("shop", "shop-base", null);
			chain.instance("shop", "shop-gray", "gray");
			chain.property("spring.application.name", "gateway")
				.property("spring.cloud.gateway.server.webflux.routes[0].id", "shop")
				.property("spring.cloud.gateway.server.webflux.routes[0].uri", "lb://shop")
				.property("spring.cloud.gateway.server.webflux.routes[0].predicates[0]", "Path=/**")
				.property("opensergo.propagation.lane-cookie.enabled", "true")
				.property("opensergo.propagation.lane-cookie.name", "shop-lane")
				.property("opensergo.propagation.lane-cookie.max-age", "8h")
				.property("opensergo.propagation.lane-cookie.same-site", "strict")
				.property("opensergo.propagation.lane-cookie.secret", "0123456789abcdef0123456789abcdef")
				.rules(rules, """
						apiVersion: traffic.opensergo.io/v1alpha1
						kind: TrafficLane
						metadata: {name: gray-lane, namespace: default}
						spec:
						  selector: {app: gateway}
						  rules:
						    traffic:
						      http:
						        queryParams:
						          - preview: {exact: gray}
						    lane: {name: gray}
						""")
				.start(WebApplicationType.REACTIVE, GatewayApplication.class);
			String site = "http://127.0.0.1:" + chain.port();
			try (Browser browser = Browser.start(first)) {
				assertThat(browser.open(site + "/one")).isEqualTo("shop-base");
				assertThat(browser.cookies()).isEmpty();
				assertThat(browser.open(site + "/one?preview=gray")).isEqualTo("shop-gray");
				assertThat(browser.open(site + "/two")).isEqualTo("shop-gray");
				assertThat(browser.script("return fetch('/three').then((response) => response.text())"))
					.isEqualTo("shop-gray");
				assertThat(browser.script("return document.cookie")).isEmpty();
				Map<String, Object> cookie = browser.cookies().get(0);
				assertThat(browser.cookies()).hasSize(1);
				assertThat(cookie).containsEntry("name", "shop-lane")
					.containsEntry("path", "/")
					.containsEntry("domain", "127.0.0.1")
					.containsEntry("httpOnly", true)
					.containsEntry("secure", false)
					.containsEntry("sameSite", "Strict");
				assertThat(Instant.ofEpochSecond(((Number) cookie.get("expiry")).longValue()))
					.isBetween(Instant.now().plus(Duration.ofHours(7)), Instant.now().plus(Duration.ofHours(8)));
			}
			try (Browser other = Browser.start(second)) {
				assertThat(other.open(site + "/two")).isEqualTo("shop-base");
			}
		}
	}

	static boolean isBrowserInstalled() {
		return Browser.isInstalled();
	}

}
