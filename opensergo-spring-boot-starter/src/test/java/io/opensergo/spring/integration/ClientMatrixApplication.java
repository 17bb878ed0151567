package io.opensergo.spring.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.opensergo.spring.propagation.http.LaneHttpRequests;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.gateway.server.mvc.GatewayServerMvcAutoConfiguration;
import org.springframework.cloud.gateway.server.mvc.filter.FilterAutoConfiguration;
import org.springframework.cloud.gateway.server.mvc.predicate.PredicateAutoConfiguration;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.HttpServiceProxyRegistry;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * An application that has every HTTP client, made in every way in which applications make
 * them. The service {@code stock} is load balanced; the hosts {@code localhost} and
 * {@code 127.0.0.1} are not. The gateway on Spring MVC, which is on the class path of all
 * tests, wants to be the only one with a {@code RestClient.Builder}.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { GatewayServerMvcAutoConfiguration.class, FilterAutoConfiguration.class,
		PredicateAutoConfiguration.class })
@EnableFeignClients(clients = { StockFeignClient.class, ClientMatrixApplication.AllowedFeignClient.class,
		ClientMatrixApplication.ForeignFeignClient.class })
@ImportHttpServices(group = "stock", types = StockApi.class)
@ImportHttpServices(group = "allowed", types = StockApi.class)
@ImportHttpServices(group = "foreign", types = StockApi.class)
@ImportHttpServices(group = "reactive-stock", types = ReactiveStockApi.class,
		clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
@ImportHttpServices(group = "reactive-allowed", types = ReactiveStockApi.class,
		clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
@ImportHttpServices(group = "reactive-foreign", types = ReactiveStockApi.class,
		clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
class ClientMatrixApplication {

	private static final HttpClient http = HttpClient.newHttpClient();

	@Bean
	RestTemplate newRestTemplate() {
		return new RestTemplate();
	}

	@Bean
	@LoadBalanced
	RestTemplate newBalancedRestTemplate() {
		return new RestTemplate();
	}

	@Bean
	RestTemplate builtRestTemplate(RestTemplateBuilder builder) {
		return builder.build();
	}

	@Bean
	@LoadBalanced
	RestTemplate builtBalancedRestTemplate(RestTemplateBuilder builder) {
		return builder.build();
	}

	@Bean
	RestClient createdRestClient() {
		return RestClient.create();
	}

	@Bean
	@Scope("prototype")
	RestClient.Builder newRestClientBuilder() {
		return RestClient.builder();
	}

	@Bean
	@LoadBalanced
	RestClient.Builder newBalancedRestClientBuilder() {
		return RestClient.builder();
	}

	@Bean
	@LoadBalanced
	RestClient.Builder builtBalancedRestClientBuilder(RestClientBuilderConfigurer configurer) {
		return configurer.configure(RestClient.builder());
	}

	@Bean
	RestClient balancedRestClient(@Qualifier("newBalancedRestClientBuilder") RestClient.Builder builder) {
		return builder.build();
	}

	@Bean
	WebClient createdWebClient() {
		return WebClient.create();
	}

	@Bean
	WebClient.Builder newWebClientBuilder() {
		return WebClient.builder();
	}

	@Bean
	@LoadBalanced
	WebClient.Builder newBalancedWebClientBuilder() {
		return WebClient.builder();
	}

	@Bean
	WebClient balancedWebClient(@Qualifier("newBalancedWebClientBuilder") WebClient.Builder builder) {
		return builder.build();
	}

	/**
	 * Clients that are given a URL.
	 */
	@Bean
	Map<String, UnaryOperator<String>> clients(RestTemplate newRestTemplate, RestTemplate builtRestTemplate,
			RestTemplateBuilder restTemplateBuilder, RestClient createdRestClient,
			@Qualifier("newRestClientBuilder") RestClient.Builder newRestClientBuilder,
			RestClientBuilderConfigurer configurer, WebClient createdWebClient,
			@Qualifier("newWebClientBuilder") WebClient.Builder newWebClientBuilder,
			RestTemplate newBalancedRestTemplate, RestTemplate builtBalancedRestTemplate,
			@Qualifier("newBalancedRestClientBuilder") RestClient.Builder newBalancedRestClientBuilder,
			@Qualifier("builtBalancedRestClientBuilder") RestClient.Builder builtBalancedRestClientBuilder,
			RestClient balancedRestClient,
			@Qualifier("newBalancedWebClientBuilder") WebClient.Builder newBalancedWebClientBuilder,
			WebClient balancedWebClient, HttpServiceProxyRegistry services, StockFeignClient stockFeign,
			AllowedFeignClient allowedFeign, ForeignFeignClient foreignFeign, LaneHttpRequests jdkRequests) {
		return Map.ofEntries(client("new RestTemplate() bean", newRestTemplate),
				client("RestTemplateBuilder.build() bean", builtRestTemplate),
				client("RestTemplateBuilder.build() inline", restTemplateBuilder.build()),
				client("RestClient.create() bean", createdRestClient),
				client("RestClient.builder() bean", newRestClientBuilder.build()),
				client("RestClientBuilderConfigurer", configurer.configure(RestClient.builder()).build()),
				client("RestClient.create() inline", RestClient.create()),
				client("WebClient.create() bean", createdWebClient),
				client("WebClient.builder() bean", newWebClientBuilder.build()),
				client("WebClient.create() inline", WebClient.create()),
				client("@LoadBalanced new RestTemplate() bean", newBalancedRestTemplate),
				client("@LoadBalanced RestTemplateBuilder.build() bean", builtBalancedRestTemplate),
				client("@LoadBalanced RestClient.builder() bean", newBalancedRestClientBuilder.build()),
				client("@LoadBalanced RestClientBuilderConfigurer bean", builtBalancedRestClientBuilder.build()),
				client("RestClient bean of a @LoadBalanced builder", balancedRestClient),
				client("@LoadBalanced WebClient.builder() bean", newBalancedWebClientBuilder.build()),
				client("WebClient bean of a @LoadBalanced builder", balancedWebClient),
				Map.entry("@HttpExchange of RestClient",
						(url) -> services.getClient(group(url), StockApi.class).items()),
				Map.entry("@HttpExchange of WebClient",
						(url) -> services.getClient("reactive-" + group(url), ReactiveStockApi.class).items().block()),
				Map.entry("java.net.http.HttpClient", (url) -> send(jdkRequests, url)),
				Map.entry("OpenFeign with a URL per call", (url) -> allowedFeign.items(URI.create(url))),
				Map.entry("OpenFeign", (url) -> switch (group(url)) {
					case "stock" -> stockFeign.items();
					case "allowed" -> allowedFeign.items();
					default -> foreignFeign.items();
				}));
	}

	private static String send(LaneHttpRequests requests, String url) {
		try {
			HttpRequest request = requests.decorate(HttpRequest.newBuilder(URI.create(url)).build());
			return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String group(String url) {
		if (url.contains("//stock")) {
			return "stock";
		}
		return url.contains("//localhost") ? "allowed" : "foreign";
	}

	private static Map.Entry<String, UnaryOperator<String>> client(String name, RestTemplate client) {
		return Map.entry(name, (url) -> client.getForObject(url, String.class));
	}

	private static Map.Entry<String, UnaryOperator<String>> client(String name, RestClient client) {
		return Map.entry(name, (url) -> client.get().uri(url).retrieve().body(String.class));
	}

	private static Map.Entry<String, UnaryOperator<String>> client(String name, WebClient client) {
		return Map.entry(name, (url) -> client.get().uri(url).retrieve().bodyToMono(String.class).block());
	}

	/**
	 * OpenFeign with a URL on the list of hosts.
	 */
	@FeignClient(name = "allowed", url = "http://localhost:${stock.port}")
	interface AllowedFeignClient {

		@GetMapping("/items")
		String items();

		@GetMapping("/items")
		String items(URI host);

	}

	/**
	 * OpenFeign with a URL that is not on the list of hosts.
	 */
	@FeignClient(name = "foreign", url = "http://127.0.0.1:${stock.port}")
	interface ForeignFeignClient {

		@GetMapping("/items")
		String items();

	}

}
