package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.Collections;
import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The headers of an inbound servlet request, which can only be read.
 */
final class ServletHeadersAccess implements HeaderAccess<HttpServletRequest> {

	static final ServletHeadersAccess INSTANCE = new ServletHeadersAccess();

	private ServletHeadersAccess() {
	}

	@Override
	public @Nullable List<String> values(HttpServletRequest carrier, String name) {
		return InboundTag.listOf(carrier.getHeaders(name));
	}

	@Override
	public Collection<String> names(HttpServletRequest carrier) {
		return Collections.list(carrier.getHeaderNames());
	}

	@Override
	public void set(HttpServletRequest carrier, String name, String value) {
		throw new UnsupportedOperationException("The headers of an inbound request can only be read");
	}

	@Override
	public void remove(HttpServletRequest carrier, String name) {
		throw new UnsupportedOperationException("The headers of an inbound request can only be read");
	}

}
