package io.opensergo.core.route;

import java.util.Objects;

/**
 * A decision that was taken before the load balancer is asked, so that it is not taken
 * again. A gateway leaves it in an attribute of the request.
 *
 * @param service the service whose routes were asked
 * @param decision what they said
 */
public record RoutedCall(String service, RouteDecision decision) {

	/**
	 * The name of the request attribute that holds it.
	 */
	public static final String ATTRIBUTE = RoutedCall.class.getName();

	public RoutedCall {
		Objects.requireNonNull(service, "service");
		Objects.requireNonNull(decision, "decision");
	}

}
