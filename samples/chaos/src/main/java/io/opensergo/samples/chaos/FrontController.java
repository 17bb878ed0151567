package io.opensergo.samples.chaos;

import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Profile;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Answers with the door that the gateway has chosen here, and the one that this service
 * has chosen at the next.
 */
@RestController
@Profile("front")
class FrontController {

	private final WebClient back;

	FrontController(WebClient back) {
		this.back = back;
	}

	@GetMapping("/{half}")
	Mono<String> answer(@PathVariable String half, ServerHttpRequest request) {
		return this.back.get()
			.uri("/{half}", half)
			.retrieve()
			.bodyToMono(String.class)
			.map((answer) -> Doors.doorOf(request) + " " + answer);
	}

}
