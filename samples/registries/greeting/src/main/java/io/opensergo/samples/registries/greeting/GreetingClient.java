package io.opensergo.samples.registries.greeting;

import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.GetExchange;

/**
 * Calls any instance of this application.
 */
interface GreetingClient {

	@GetExchange("/greeting")
	String greeting(@RequestHeader("x-tier") String tier);

}
