package io.opensergo.samples.fullchain.stock;

import java.util.List;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;

/**
 * Calls the payment service by an HTTP interface.
 */
interface PaymentClient {

	@GetExchange("/payments/{id}")
	List<Hop> pay(@PathVariable String id);

}
