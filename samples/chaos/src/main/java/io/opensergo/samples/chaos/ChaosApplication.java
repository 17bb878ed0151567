package io.opensergo.samples.chaos;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancedExchangeFilterFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The gateway or a service; the profile says which.
 */
@SpringBootApplication
class ChaosApplication {

	@Bean
	@Profile("front")
	WebClient backClient(WebClient.Builder builder, LoadBalancedExchangeFilterFunction loadBalancer) {
		return builder.baseUrl("http://back").filter(loadBalancer).build();
	}

}
