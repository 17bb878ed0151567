package io.opensergo.spring.integration;

import org.springframework.web.service.annotation.GetExchange;

/**
 * The stock service as an HTTP service client calls it.
 */
interface StockApi {

	@GetExchange("/items")
	String items();

}
