package io.opensergo.core.balance;

import java.util.Locale;

import io.opensergo.core.match.QueryParameterMatcher;
import io.opensergo.core.rule.VirtualWorkload.ConsistentHash;
import org.jspecify.annotations.Nullable;

/**
 * Where a consistent hash takes its key from.
 */
sealed interface HashKeySource {

	static @Nullable HashKeySource of(ConsistentHash hash) {
		if (hash.httpHeaderName() != null) {
			return new Header(hash.httpHeaderName().toLowerCase(Locale.ROOT));
		}
		if (hash.httpCookie() != null) {
			return new Cookie(hash.httpCookie().name());
		}
		if (hash.httpQueryParameterName() != null) {
			return new QueryParameter(hash.httpQueryParameterName());
		}
		return hash.useSourceIp() ? new ClientAddress() : null;
	}

	/**
	 * The key of a request.
	 * @param request the request
	 * @return the key, {@code null} when the request has none
	 */
	@Nullable String keyOf(BalancedRequest request);

	/**
	 * A header.
	 *
	 * @param name the name, lower case
	 */
	record Header(String name) implements HashKeySource {

		@Override
		public @Nullable String keyOf(BalancedRequest request) {
			return request.header(this.name);
		}

	}

	/**
	 * A cookie.
	 *
	 * @param name the name
	 */
	record Cookie(String name) implements HashKeySource {

		@Override
		public @Nullable String keyOf(BalancedRequest request) {
			return request.cookie(this.name);
		}

	}

	/**
	 * The first value of a query parameter, not decoded.
	 *
	 * @param name the name
	 */
	record QueryParameter(String name) implements HashKeySource {

		@Override
		public @Nullable String keyOf(BalancedRequest request) {
			String target = request.path();
			return (target != null) ? QueryParameterMatcher.firstValue(target, this.name) : null;
		}

	}

	/**
	 * The address of the client.
	 */
	record ClientAddress() implements HashKeySource {

		@Override
		public @Nullable String keyOf(BalancedRequest request) {
			return request.clientAddress();
		}

	}

}
