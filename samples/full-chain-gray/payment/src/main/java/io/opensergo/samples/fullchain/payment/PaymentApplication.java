package io.opensergo.samples.fullchain.payment;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancedExchangeFilterFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The payment service.
 */
@SpringBootApplication
public class PaymentApplication {

	public static void main(String[] args) {
		SpringApplication.run(PaymentApplication.class, args);
	}

	@Bean
	WebClient orderClient(WebClient.Builder builder, LoadBalancedExchangeFilterFunction loadBalancer) {
		return builder.baseUrl("http://order").filter(loadBalancer).build();
	}

}
