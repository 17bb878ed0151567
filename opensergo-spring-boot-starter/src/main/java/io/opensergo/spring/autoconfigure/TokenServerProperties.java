package io.opensergo.spring.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who counts the limits that all instances share. Read at start-up.
 *
 * @param address Token server as {@code host:port}, for strategies that do not name one
 * themselves.
 * @param listen Address as {@code host:port} on which this instance is a token server. It
 * knows no authentication.
 * @param requestTimeout How long a request waits for the answer of the token server.
 */
@ConfigurationProperties("opensergo.sentinel.token-server")
record TokenServerProperties(@Nullable String address, @Nullable String listen,
		@DefaultValue("20ms") Duration requestTimeout) {

	static final String PREFIX = "opensergo.sentinel.token-server";

	TokenServerProperties {
		if (requestTimeout.isNegative() || requestTimeout.isZero()) {
			throw new InvalidOpenSergoPropertyException(PREFIX + ".request-timeout", requestTimeout.toString(),
					"nobody can answer in that time", "Write a duration above 0, for example 20ms");
		}
	}

}
