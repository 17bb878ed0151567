package io.opensergo.spring.sentinel.servlet;

import java.util.List;

import io.opensergo.spring.sentinel.http.InboundNames;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.servlet.HandlerMapping;

/**
 * Names the resources of a servlet request. An application that wants other names has a
 * bean of this type. To be safe for all threads; the names must be few.
 */
@FunctionalInterface
public interface ServletResources {

	/**
	 * The resources of a request.
	 * @param request the request, with the attributes of its handler mapping
	 * @return the names, the outermost first, empty to leave the request alone
	 */
	List<String> of(HttpServletRequest request);

	/**
	 * Names by method and pattern, for example {@code GET:/foo/{id}}.
	 * @return the names
	 */
	static ServletResources byPattern() {
		InboundNames names = new InboundNames();
		return (request) -> names.of(request.getMethod(),
				(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern)
						? pattern : null);
	}

}
