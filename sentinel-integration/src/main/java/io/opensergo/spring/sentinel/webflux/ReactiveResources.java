package io.opensergo.spring.sentinel.webflux;

import java.util.List;

import io.opensergo.spring.sentinel.http.InboundNames;

import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Names the resources of a reactive request. An application that wants other names has a
 * bean of this type. To be safe for all threads; the names must be few.
 */
@FunctionalInterface
public interface ReactiveResources {

	/**
	 * The resources of a request.
	 * @param exchange the request, with the attributes of its handler mapping
	 * @return the names, the outermost first, empty to leave the request alone
	 */
	List<String> of(ServerWebExchange exchange);

	/**
	 * Names by method and pattern, for example {@code GET:/foo/{id}}.
	 * @return the names
	 */
	static ReactiveResources byPattern() {
		InboundNames names = new InboundNames();
		return (exchange) -> names.of(exchange.getRequest().getMethod().name(),
				(exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof PathPattern pattern)
						? pattern.getPatternString() : null);
	}

}
