package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The headers of an HTTP request in Spring's form. Stateless: one instance for all
 * requests and threads. {@link #set} and {@link #remove} need mutable headers.
 */
public final class HttpHeadersAccess implements HeaderAccess<HttpHeaders> {

	/**
	 * The instance.
	 */
	public static final HttpHeadersAccess INSTANCE = new HttpHeadersAccess();

	private HttpHeadersAccess() {
	}

	@Override
	public @Nullable List<String> values(HttpHeaders carrier, String name) {
		return carrier.get(name);
	}

	@Override
	public Collection<String> names(HttpHeaders carrier) {
		return carrier.headerNames();
	}

	@Override
	public void set(HttpHeaders carrier, String name, String value) {
		carrier.set(name, value);
	}

	@Override
	public void remove(HttpHeaders carrier, String name) {
		carrier.remove(name);
	}

}
