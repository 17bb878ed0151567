package io.opensergo.spring.actuate;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.opensergo.core.route.RouteRequest;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * A request that is asked about, and never sent.
 */
record RouteQuestion(String service, String method, String path, Map<String, String> headers) implements RouteRequest {

	RouteQuestion {
		headers = Map.copyOf(headers);
	}

	static RouteQuestion of(String service, @Nullable String method, @Nullable String path,
			@Nullable List<String> header, @Nullable String lane) {
		Map<String, String> headers = new HashMap<>();
		for (String line : (header != null) ? header : List.<String>of()) {
			int colon = line.indexOf(':');
			if (colon < 1) {
				throw new InvalidEndpointRequestException("header '" + line + "' has no value",
						"The parameter header is '" + line + "'; write header=name:value");
			}
			headers.merge(line.substring(0, colon).strip().toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
					(first, second) -> first + "," + second);
		}
		if (lane != null) {
			headers.put(TrafficLane.DEFAULT_TRAFFIC_HEADER, lane);
		}
		return new RouteQuestion(service, (method != null) ? method.toUpperCase(Locale.ROOT) : "GET",
				(path != null) ? path : "/", headers);
	}

	@Override
	public String scheme() {
		return "http";
	}

	@Override
	public String authority() {
		return this.service;
	}

	@Override
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

}
