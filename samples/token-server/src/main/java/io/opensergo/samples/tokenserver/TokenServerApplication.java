package io.opensergo.samples.tokenserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Counts for all instances. All that it is made of are properties.
 */
@SpringBootApplication
public class TokenServerApplication {

	public static void main(String[] args) {
		SpringApplication.run(TokenServerApplication.class, args);
	}

}
