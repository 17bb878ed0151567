package io.opensergo.spring.sentinel.http;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of outbound resources: {@code http://service}, and within it
 * {@code GET:http://service/foo/{id}} where the client tells the template of the URI.
 *
 * <p>
 * Sentinel stops protecting beyond 6,000 names, so they are bounded here: a client that
 * puts values into its templates by hand gets {@value #MAX_TEMPLATES} names for a service
 * and the name of the service from then on; services beyond {@value #MAX_SERVICES}, such
 * as hosts that users enter, share {@value #OTHER_SERVICES}. Safe for all threads.
 */
public final class OutboundNames {

	/**
	 * The most services that get a name of their own.
	 */
	public static final int MAX_SERVICES = 200;

	/**
	 * The most names within a service.
	 */
	public static final int MAX_TEMPLATES = 200;

	/**
	 * The most names of all services together.
	 */
	public static final int MAX_NAMES = 2000;

	/**
	 * The name that further services share.
	 */
	public static final String OTHER_SERVICES = "http://*";

	private static final Logger logger = LoggerFactory.getLogger(OutboundNames.class);

	private final Map<String, Service> services = new ConcurrentHashMap<>();

	private final Service others = new Service(OTHER_SERVICES, 0);

	private final AtomicInteger templateCount = new AtomicInteger();

	private final AtomicBoolean warned = new AtomicBoolean();

	/**
	 * The resources of a request.
	 * @param method its method
	 * @param uri its URI
	 * @param template the template of the URI with or without scheme and host,
	 * {@code null} when there is none
	 * @return the names, the service first
	 */
	public List<String> of(String method, URI uri, @Nullable String template) {
		Service service = service(uri);
		return (template != null) ? service.names(method, template) : service.name;
	}

	private Service service(URI uri) {
		String name = uri.getScheme() + "://" + uri.getRawAuthority();
		Service service = this.services.get(name);
		if (service != null) {
			return service;
		}
		if (uri.getScheme() == null || uri.getRawAuthority() == null || this.services.size() >= MAX_SERVICES) {
			warn(name);
			return this.others;
		}
		String withoutUser = (uri.getRawUserInfo() != null)
				? uri.getScheme() + "://" + name.substring(name.indexOf('@') + 1) : name;
		return this.services.computeIfAbsent(withoutUser, (key) -> new Service(key, MAX_TEMPLATES));
	}

	private void warn(String name) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("'{}' gets no name of its own as a resource of Sentinel: there are too many. "
					+ "URIs that differ by values should be written as templates with variables", name);
		}
	}

	/**
	 * The path of a template.
	 * @param template the template
	 * @return the path, {@code null} when it cannot be told
	 */
	public static @Nullable String pathOf(String template) {
		int start = template.indexOf("://");
		int path = (start >= 0) ? template.indexOf('/', start + 3) : 0;
		if (start >= 0 && path < 0) {
			return "/";
		}
		int end = template.length();
		int depth = 0;
		for (int i = path; i < template.length(); i++) {
			char character = template.charAt(i);
			if (character == '{') {
				depth++;
			}
			else if (character == '}') {
				depth--;
			}
			else if (depth == 0 && (character == '?' || character == '#')) {
				end = i;
				break;
			}
		}
		String result = template.substring(path, end);
		return result.startsWith("/") ? result : null;
	}

	/**
	 * The names of a service.
	 */
	private final class Service {

		private final List<String> name;

		private final int most;

		private final Map<String, Map<String, List<String>>> templates = new ConcurrentHashMap<>();

		Service(String name, int most) {
			this.name = List.of(name);
			this.most = most;
		}

		List<String> names(String method, String template) {
			Map<String, List<String>> byMethod = this.templates.get(template);
			if (byMethod == null) {
				if (this.templates.size() >= this.most || OutboundNames.this.templateCount.get() >= MAX_NAMES) {
					warn(template);
					return this.name;
				}
				OutboundNames.this.templateCount.incrementAndGet();
				byMethod = this.templates.computeIfAbsent(template, (key) -> new ConcurrentHashMap<>());
			}
			List<String> names = byMethod.get(method);
			return (names != null) ? names
					: byMethod.computeIfAbsent(InboundNames.knownMethod(method), (known) -> create(known, template));
		}

		private List<String> create(String method, String template) {
			String path = pathOf(template);
			return (path != null) ? List.of(this.name.get(0), method + ":" + this.name.get(0) + path) : this.name;
		}

	}

}
