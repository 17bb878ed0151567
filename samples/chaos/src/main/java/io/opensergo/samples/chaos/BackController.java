package io.opensergo.samples.chaos;

import org.springframework.context.annotation.Profile;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers with the door that the caller has chosen.
 */
@RestController
@Profile("back")
class BackController {

	@GetMapping("/{half}")
	String answer(ServerHttpRequest request) {
		return Doors.doorOf(request);
	}

}
