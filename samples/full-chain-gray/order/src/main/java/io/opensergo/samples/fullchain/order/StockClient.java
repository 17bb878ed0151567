package io.opensergo.samples.fullchain.order;

import java.util.List;

import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Calls the stock service by OpenFeign.
 */
@FeignClient("stock")
interface StockClient {

	@GetMapping("/items/{id}")
	List<Hop> reserve(@PathVariable String id);

}
