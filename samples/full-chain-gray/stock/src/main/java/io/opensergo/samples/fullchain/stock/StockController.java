package io.opensergo.samples.fullchain.stock;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reserves items and has them paid.
 */
@RestController
class StockController {

	private static final Logger logger = LoggerFactory.getLogger(StockController.class);

	private final Here here;

	private final PaymentClient payment;

	StockController(Here here, PaymentClient payment) {
		this.here = here;
		this.payment = payment;
	}

	@GetMapping("/items/{id}")
	List<Hop> reserve(@PathVariable String id) {
		logger.info("items of order {}", id);
		List<Hop> path = new ArrayList<>();
		path.add(this.here.hop());
		path.addAll(this.payment.pay(id));
		return path;
	}

}
