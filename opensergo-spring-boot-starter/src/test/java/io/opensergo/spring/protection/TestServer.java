package io.opensergo.spring.protection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import com.alibaba.csp.sentinel.node.ClusterNode;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;
import com.alibaba.csp.sentinel.slots.clusterbuilder.ClusterBuilderSlot;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application on a free port, what is asked of it, and what Sentinel has counted.
 */
final class TestServer implements AutoCloseable {

	private static final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ConfigurableApplicationContext application;

	private TestServer(ConfigurableApplicationContext application) {
		this.application = application;
	}

	static TestServer start(WebApplicationType type, Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(
				List.of("server.port=0", "server.address=127.0.0.1", "opensergo.rules=", "spring.main.banner-mode=off",
						"spring.main.register-shutdown-hook=false", "eureka.client.enabled=false"));
		if (type != WebApplicationType.REACTIVE) {
			all.add("spring.cloud.gateway.server.webflux.enabled=false");
		}
		all.addAll(List.of(properties));
		return new TestServer(
				new SpringApplicationBuilder(application).web(type).properties(all.toArray(String[]::new)).run());
	}

	ConfigurableApplicationContext application() {
		return this.application;
	}

	String url() {
		return "http://127.0.0.1:" + this.application.getEnvironment().getProperty("local.server.port");
	}

	HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, headers);
	}

	HttpResponse<String> send(String method, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
			.method(method, HttpRequest.BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Lets nothing through at resources, with rules of Sentinel itself.
	 * @param resources the names
	 */
	static void refuse(String... resources) {
		List<FlowRule> rules = new ArrayList<>(FlowRuleManager.getRules());
		for (String resource : resources) {
			FlowRule rule = new FlowRule(resource);
			rule.setCount(0);
			rules.add(rule);
		}
		FlowRuleManager.loadRules(rules);
	}

	/**
	 * What Sentinel has counted in the last minute.
	 * @param resource the name of the resource
	 * @return passed, failed, and at work now; {@code null} when it was never entered
	 */
	static Counts counts(String resource) {
		ClusterNode node = ClusterBuilderSlot.getClusterNode(resource);
		return (node != null) ? new Counts(node.totalPass(), node.totalException(), node.curThreadNum()) : null;
	}

	@Override
	public void close() {
		this.application.close();
		FlowRuleManager.loadRules(List.of());
	}

	/**
	 * What a resource has done.
	 *
	 * @param passed requests that were let through
	 * @param failed those of them that failed
	 * @param working those of them that are not done
	 */
	record Counts(long passed, long failed, int working) {
	}

}
