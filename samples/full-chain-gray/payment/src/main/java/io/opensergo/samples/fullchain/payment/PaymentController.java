package io.opensergo.samples.fullchain.payment;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Takes the payment and books it in the ledger of the order service.
 */
@RestController
class PaymentController {

	private static final Logger logger = LoggerFactory.getLogger(PaymentController.class);

	private final Here here;

	private final WebClient order;

	PaymentController(Here here, WebClient order) {
		this.here = here;
		this.order = order;
	}

	@GetMapping("/payments/{id}")
	Mono<List<Hop>> pay(@PathVariable String id) {
		logger.info("payment of order {}", id);
		Hop hop = this.here.hop();
		return this.order.get().uri("/ledger/{id}", id).retrieve().bodyToFlux(Hop.class).startWith(hop).collectList();
	}

}
