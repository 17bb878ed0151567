package io.opensergo.spring.sentinel.client;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriBuilder;
import org.springframework.web.util.UriBuilderFactory;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriTemplateHandler;

/**
 * Remembers the template from which a RestTemplate makes a URI until its interceptors,
 * which run on the same thread right after, ask for it: a RestTemplate tells them the URI
 * only. Safe for all threads.
 */
final class UriTemplateRecorder implements UriTemplateHandler {

	private static final ThreadLocal<@Nullable Expansion> LAST = new ThreadLocal<>();

	private final UriTemplateHandler delegate;

	UriTemplateRecorder(UriTemplateHandler delegate) {
		this.delegate = delegate;
	}

	@Override
	public URI expand(String template, Map<String, ? extends @Nullable Object> variables) {
		return record(template, this.delegate.expand(template, variables));
	}

	@Override
	public URI expand(String template, @Nullable Object... variables) {
		return record(template, this.delegate.expand(template, variables));
	}

	private URI record(String template, URI uri) {
		LAST.set(new Expansion(isRelative(template) ? absolute(template) : template, uri));
		return uri;
	}

	private static boolean isRelative(String template) {
		return !template.startsWith("http");
	}

	private String absolute(String template) {
		if (!(this.delegate instanceof UriBuilderFactory factory)) {
			return template;
		}
		UriBuilder builder = factory.uriString(template);
		// on its own it would encode the variables
		return (builder instanceof UriComponentsBuilder components) ? components.build().toUriString()
				: builder.toUriString();
	}

	/**
	 * Lets a handler be seen through.
	 * @param handler a handler
	 * @return one that records; the same when it does already
	 */
	static UriTemplateHandler around(UriTemplateHandler handler) {
		if (handler instanceof UriTemplateRecorder || handler instanceof Factory) {
			return handler;
		}
		return (handler instanceof UriBuilderFactory factory) ? new Factory(factory) : new UriTemplateRecorder(handler);
	}

	/**
	 * The template of a URI.
	 * @param uri the URI
	 * @return the template, {@code null} when the URI was not the last one made on this
	 * thread
	 */
	static @Nullable String templateOf(URI uri) {
		Expansion last = LAST.get();
		if (last == null) {
			return null;
		}
		LAST.remove();
		return last.uri().equals(uri) ? last.template() : null;
	}

	/**
	 * A handler that builds URIs too.
	 */
	private static final class Factory implements UriBuilderFactory {

		private final UriBuilderFactory delegate;

		private final UriTemplateRecorder recorder;

		Factory(UriBuilderFactory delegate) {
			this.delegate = delegate;
			this.recorder = new UriTemplateRecorder(delegate);
		}

		@Override
		public URI expand(String template, Map<String, ? extends @Nullable Object> variables) {
			return this.recorder.expand(template, variables);
		}

		@Override
		public URI expand(String template, @Nullable Object... variables) {
			return this.recorder.expand(template, variables);
		}

		@Override
		public UriBuilder uriString(String template) {
			return this.delegate.uriString(template);
		}

		@Override
		public UriBuilder builder() {
			return this.delegate.builder();
		}

	}

	private record Expansion(String template, URI uri) {
	}

}
