package io.opensergo.spring.propagation;

import java.util.Collection;
import java.util.List;

import feign.RequestTemplate;
import io.opensergo.core.context.HeaderAccess;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request of OpenFeign that is still being built.
 */
final class FeignTemplateAccess implements HeaderAccess<RequestTemplate> {

	static final FeignTemplateAccess INSTANCE = new FeignTemplateAccess();

	private FeignTemplateAccess() {
	}

	@Override
	public @Nullable List<String> values(RequestTemplate carrier, String name) {
		Collection<String> values = carrier.headers().get(name);
		return (values != null) ? List.copyOf(values) : null;
	}

	@Override
	public Collection<String> names(RequestTemplate carrier) {
		return carrier.headers().keySet();
	}

	/**
	 * As a literal: braces in a carried value are no template variables.
	 */
	@Override
	public void set(RequestTemplate carrier, String name, String value) {
		carrier.removeHeader(name);
		carrier.headerLiteral(name, value);
	}

	@Override
	public void remove(RequestTemplate carrier, String name) {
		carrier.removeHeader(name);
	}

}
