package io.opensergo.samples.registries.greeting;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * The application. Which registry it uses is a matter of the class path and of
 * {@code application.yaml}. The group of an HTTP interface is the name of the service
 * that it calls.
 */
@ImportHttpServices(group = "greeting", types = GreetingClient.class)
@SpringBootApplication
public class GreetingApplication {

	public static void main(String[] args) {
		SpringApplication.run(GreetingApplication.class, args);
	}

}
