package io.opensergo.samples.fullchain.stock;

import java.util.Objects;

import io.opensergo.core.context.TrafficContext;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * This instance as a stop of the current request.
 */
@Component
class Here {

	private final String service;

	private final String version;

	private final String instance;

	Here(@Value("${spring.application.name}") String service,
			@Value("${opensergo.workload.labels.version}") String version,
			@Value("${eureka.instance.instance-id}") String instance) {
		this.service = service;
		this.version = version;
		this.instance = instance;
	}

	Hop hop() {
		String lane = Objects.requireNonNullElse(TrafficContext.current().lane(), "base");
		return new Hop(this.service, this.version, lane, this.instance);
	}

}
