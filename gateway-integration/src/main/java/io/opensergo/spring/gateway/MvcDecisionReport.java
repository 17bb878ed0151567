package io.opensergo.spring.gateway;

import java.net.URI;

import io.opensergo.core.route.RoutedCall;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Tells how requests of Spring Cloud Gateway on Spring MVC were decided, right before
 * they leave: in attributes that the access log of the server can print, and in a
 * response header to whoever may ask.
 */
public final class MvcDecisionReport implements RequestHttpHeadersFilter, Ordered {

	/**
	 * The attribute that holds the lane, absent for baseline.
	 */
	public static final String LANE_ATTRIBUTE = "opensergo.lane";

	/**
	 * The attribute that holds the rule, absent when none decided.
	 */
	public static final String RULE_ATTRIBUTE = "opensergo.rule";

	/**
	 * The attribute that holds the destination.
	 */
	public static final String DESTINATION_ATTRIBUTE = "opensergo.destination";

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public HttpHeaders apply(HttpHeaders input, ServerRequest request) {
		GatewayDecision decision = GatewayDecision.of(request.attributes()::get);
		if (decision.lane() != null) {
			request.attributes().put(LANE_ATTRIBUTE, decision.lane());
		}
		if (request.attributes().get(RoutedCall.ATTRIBUTE) != null) {
			request.attributes().put(RULE_ATTRIBUTE, decision.rule());
			request.attributes().put(DESTINATION_ATTRIBUTE, decision.destination());
		}
		if (Boolean.TRUE.equals(request.attributes().get(GatewayDecision.DEBUG_ATTRIBUTE))
				&& RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
				&& current.getResponse() != null) {
			current.getResponse().setHeader(GatewayDecision.TRACE_HEADER, decision.trace(instance(request)));
		}
		return input;
	}

	private static @Nullable String instance(ServerRequest request) {
		return (request.attributes().get(MvcUtils.GATEWAY_REQUEST_URL_ATTR) instanceof URI url) ? url.getRawAuthority()
				: null;
	}

}
