package io.opensergo.samples.fullchain.gateway;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.ServerWebExchange;

/**
 * The entry: routes {@code /order/**} to the order service and puts itself at the head of
 * the path in the answer. Nothing here is about lanes: the starter colors the request.
 */
@SpringBootApplication
public class GatewayApplication {

	private static final Logger logger = LoggerFactory.getLogger(GatewayApplication.class);

	public static void main(String[] args) {
		SpringApplication.run(GatewayApplication.class, args);
	}

	@Bean
	RouteLocator routes(RouteLocatorBuilder routes, Here here) {
		return routes.routes()
			.route("order",
					(route) -> route.path("/order/**")
						.filters((filters) -> filters.stripPrefix(1)
							.modifyResponseBody(JsonNode.class, JsonNode.class,
									(exchange, path) -> Mono.justOrEmpty(startHere(exchange, path, here))))
						.uri("lb://order"))
			.build();
	}

	private static @Nullable JsonNode startHere(ServerWebExchange exchange, @Nullable JsonNode path, Here here) {
		logger.info("answer to {}", exchange.getRequest().getPath());
		if (path instanceof ArrayNode hops) {
			hops.insertPOJO(0, here.hop());
		}
		return path;
	}

}
