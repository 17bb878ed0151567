package io.opensergo.spring.propagation;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * A request without the lane cookie, which is between the browser and this edge: what is
 * called from here must not learn of it.
 */
final class CookielessHttpServletRequest extends HttpServletRequestWrapper {

	private final String name;

	private final @Nullable String header;

	/**
	 * Creates a view of a request.
	 * @param request the request
	 * @param name the name of the cookie
	 */
	CookielessHttpServletRequest(HttpServletRequest request, String name) {
		super(request);
		this.name = name;
		this.header = CookieHeader.without(InboundTag.listOf(request.getHeaders(HttpHeaders.COOKIE)), name);
	}

	@Override
	public @Nullable String getHeader(String name) {
		return HttpHeaders.COOKIE.equalsIgnoreCase(name) ? this.header : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		if (!HttpHeaders.COOKIE.equalsIgnoreCase(name)) {
			return super.getHeaders(name);
		}
		return Collections.enumeration((this.header != null) ? List.of(this.header) : List.of());
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		super.getHeaderNames().asIterator().forEachRemaining(names::add);
		if (this.header == null) {
			names.remove(HttpHeaders.COOKIE);
		}
		return Collections.enumeration(names);
	}

	@Override
	public Cookie @Nullable [] getCookies() {
		Cookie[] cookies = super.getCookies();
		if (cookies == null) {
			return null;
		}
		Cookie[] rest = Stream.of(cookies)
			.filter((cookie) -> !cookie.getName().equals(this.name))
			.toArray(Cookie[]::new);
		return (rest.length > 0) ? rest : null;
	}

}
