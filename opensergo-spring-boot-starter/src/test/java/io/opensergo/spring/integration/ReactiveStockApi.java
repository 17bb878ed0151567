package io.opensergo.spring.integration;

import reactor.core.publisher.Mono;

import org.springframework.web.service.annotation.GetExchange;

/**
 * The stock service as a reactive HTTP service client calls it.
 */
interface ReactiveStockApi {

	@GetExchange("/items")
	Mono<String> items();

}
