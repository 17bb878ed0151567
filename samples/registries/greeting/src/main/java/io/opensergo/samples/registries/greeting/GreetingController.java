package io.opensergo.samples.registries.greeting;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says which instance answers, and asks any instance for that.
 */
@RestController
class GreetingController {

	private final GreetingClient client;

	private final String instance;

	GreetingController(GreetingClient client, @Value("${greeting.instance}") String instance) {
		this.client = client;
		this.instance = instance;
	}

	@GetMapping("/greeting")
	String greeting() {
		return this.instance;
	}

	@GetMapping("/call")
	String call(@RequestHeader(name = "x-tier", defaultValue = "standard") String tier) {
		return this.client.greeting(tier);
	}

}
