package io.opensergo.samples.fullchain.order;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Places orders, and keeps the ledger that payment writes to.
 */
@RestController
class OrderController {

	private static final Logger logger = LoggerFactory.getLogger(OrderController.class);

	private final Here here;

	private final StockClient stock;

	OrderController(Here here, StockClient stock) {
		this.here = here;
		this.stock = stock;
	}

	@GetMapping("/orders/{id}")
	List<Hop> place(@PathVariable String id) {
		logger.info("order {}", id);
		List<Hop> path = new ArrayList<>();
		path.add(this.here.hop());
		path.addAll(this.stock.reserve(id));
		return path;
	}

	@GetMapping("/ledger/{id}")
	List<Hop> book(@PathVariable String id) {
		logger.info("ledger {}", id);
		return List.of(this.here.hop());
	}

}
