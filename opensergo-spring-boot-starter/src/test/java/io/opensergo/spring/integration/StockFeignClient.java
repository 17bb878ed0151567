package io.opensergo.spring.integration;

import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The stock service as OpenFeign calls it.
 */
@FeignClient("stock")
interface StockFeignClient {

	@GetMapping("/items")
	String items();

}
