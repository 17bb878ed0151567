package io.opensergo.samples.fullchain.stock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * The stock service. The group of an HTTP interface is the name of the service that it
 * calls.
 */
@ImportHttpServices(group = "payment", types = PaymentClient.class)
@SpringBootApplication
public class StockApplication {

	public static void main(String[] args) {
		SpringApplication.run(StockApplication.class, args);
	}

}
