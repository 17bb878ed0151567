package io.opensergo.spring.gateway;

import java.util.List;

import io.opensergo.core.action.MutableHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Headers of Spring as actions see them.
 *
 * @param headers the headers
 */
record HttpHeadersView(HttpHeaders headers) implements MutableHeaders {

	@Override
	public @Nullable String get(String name) {
		List<String> values = this.headers.get(name);
		if (values == null || values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : String.join(",", values);
	}

	@Override
	public void set(String name, String value) {
		this.headers.set(name, value);
	}

	@Override
	public void add(String name, String value) {
		this.headers.add(name, value);
	}

	@Override
	public void remove(String name) {
		this.headers.remove(name);
	}

}
