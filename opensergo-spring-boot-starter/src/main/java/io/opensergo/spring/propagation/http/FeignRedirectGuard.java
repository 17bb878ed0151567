package io.opensergo.spring.propagation.http;

import java.util.concurrent.atomic.AtomicBoolean;

import feign.Capability;
import feign.Client;
import feign.Request;
import feign.Response;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.rule.TrafficLane;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.cloud.openfeign.loadbalancer.FeignBlockingLoadBalancerClient;
import org.springframework.cloud.openfeign.loadbalancer.RetryableFeignBlockingLoadBalancerClient;
import org.springframework.core.Ordered;

/**
 * Guards the redirects of OpenFeign on clients that repeat all headers when they follow a
 * redirect and cannot be told otherwise: those of the JDK. A call that carries a lane
 * follows no redirects. Apache HttpComponents needs no such limit, because
 * {@link HttpComponentsRedirectGuard} takes the lane off. Safe for all threads.
 */
public final class FeignRedirectGuard implements Capability, Ordered {

	private static final String HTTP_COMPONENTS = "feign.hc5.ApacheHttp5Client";

	private static final String LANE = TrafficLane.DEFAULT_TRAFFIC_HEADER;

	private static final Logger logger = LoggerFactory.getLogger(FeignRedirectGuard.class);

	private final OutboundLane outboundLane;

	private final AtomicBoolean logged = new AtomicBoolean();

	/**
	 * Creates a guard.
	 * @param outboundLane the lane of calls
	 */
	public FeignRedirectGuard(OutboundLane outboundLane) {
		this.outboundLane = outboundLane;
	}

	/**
	 * The first one: others hide what kind of client it is.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Client enrich(Client client) {
		Client sender = sender(client);
		if (sender.getClass().getName().equals(HTTP_COMPONENTS)) {
			return client;
		}
		boolean balanced = sender != client;
		return (request, options) -> {
			if (options.isFollowRedirects() && carriesLane(request, balanced)) {
				return logged(request, client.execute(request, withoutRedirects(options)));
			}
			return client.execute(request, options);
		};
	}

	private static Client sender(Client client) {
		if (client instanceof FeignBlockingLoadBalancerClient balanced) {
			return balanced.getDelegate();
		}
		if (client instanceof RetryableFeignBlockingLoadBalancerClient balanced) {
			return balanced.getDelegate();
		}
		return client;
	}

	/**
	 * A load-balanced request gets its lane only when its instance has been chosen.
	 */
	private boolean carriesLane(Request request, boolean balanced) {
		return (balanced && this.outboundLane.current() != null)
				|| request.headers().keySet().stream().anyMatch(LANE::equalsIgnoreCase);
	}

	private static Request.Options withoutRedirects(Request.Options options) {
		return new Request.Options(options.connectTimeout(), options.connectTimeoutUnit(), options.readTimeout(),
				options.readTimeoutUnit(), false);
	}

	private Response logged(Request request, Response response) {
		boolean redirect = response.status() >= 300 && response.status() < 400
				&& response.headers().containsKey("Location");
		if (redirect && this.logged.compareAndSet(false, true)) {
			logger.warn(
					"The redirect of {} to {} is not followed: the request carries a lane, and the HTTP client of the "
							+ "JDK would show it to wherever the redirect leads. Add Apache HttpComponents "
							+ "(io.github.openfeign:feign-hc5), which follows redirects without the lane, or call the "
							+ "address that the redirect names. This is logged once.",
					request.url(), response.headers().get("Location"));
		}
		return response;
	}

}
