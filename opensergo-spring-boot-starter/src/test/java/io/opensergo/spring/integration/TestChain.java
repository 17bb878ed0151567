package io.opensergo.spring.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application on a real port in front of instances on real ports.
 */
final class TestChain implements AutoCloseable {

	static final String LANE_HEADER = "x-opensergo-traffic";

	private static final HttpClient http = HttpClient.newHttpClient();

	private final List<RecordingInstance> instances = new ArrayList<>();

	private final Map<String, Object> properties = new HashMap<>();

	private @Nullable ConfigurableApplicationContext application;

	TestChain() {
		this.properties.put("server.port", "0");
		this.properties.put("server.address", "127.0.0.1");
		this.properties.put("spring.application.name", "order");
		this.properties.put("spring.main.banner-mode", "off");
		this.properties.put("eureka.client.enabled", "false");
		this.properties.put("spring.cloud.loadbalancer.retry.enabled", "false");
		this.properties.put("logging.level.root", "warn");
	}

	RecordingInstance instance(String service, String name, @Nullable String lane) {
		RecordingInstance instance = RecordingInstance.start(service, name, lane);
		String property = "spring.cloud.discovery.client.simple.instances." + service + "[" + count(service) + "]";
		this.properties.put(property + ".uri", "http://127.0.0.1:" + instance.port());
		this.properties.put(property + ".instance-id", name);
		if (lane != null) {
			this.properties.put(property + ".metadata[opensergo.io/lane]", lane);
		}
		this.instances.add(instance);
		return instance;
	}

	private long count(String service) {
		return this.instances.stream().filter((instance) -> instance.service().equals(service)).count();
	}

	TestChain property(String name, Object value) {
		this.properties.put(name, value);
		return this;
	}

	TestChain rules(Path folder, String rules) {
		try {
			Path file = Files.writeString(folder.resolve("rules.yaml"), rules);
			return property("opensergo.rules", "file:" + file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	TestChain start(WebApplicationType type, Class<?>... sources) {
		if (type == WebApplicationType.SERVLET) {
			property("spring.cloud.gateway.server.webflux.enabled", "false");
			// The gateway on Spring MVC changes this default by being on the class path.
			this.properties.putIfAbsent("spring.http.clients.redirects", "follow-when-possible");
		}
		this.application = new SpringApplicationBuilder(sources).web(type).properties(this.properties).run();
		return this;
	}

	ConfigurableApplicationContext application() {
		if (this.application == null) {
			throw new IllegalStateException("not started");
		}
		return this.application;
	}

	int port() {
		return ((WebServerApplicationContext) application()).getWebServer().getPort();
	}

	HttpResponse<String> get(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
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

	@Override
	public void close() {
		if (this.application != null) {
			this.application.close();
		}
		this.instances.forEach(RecordingInstance::close);
	}

}
