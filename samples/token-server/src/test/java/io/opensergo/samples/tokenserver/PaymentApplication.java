package io.opensergo.samples.tokenserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application with a limit that its instances share.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(PaymentApplication.Payments.class)
class PaymentApplication {

	public static void main(String[] args) {
		SpringApplication.run(PaymentApplication.class, args);
	}

	@RestController
	static class Payments {

		@GetMapping("/pay")
		String pay() {
			return "paid";
		}

		@GetMapping("/ready")
		String ready() {
			return "ready";
		}

	}

}
