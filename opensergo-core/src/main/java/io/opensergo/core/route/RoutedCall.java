package io.opensergo.core.route;

import java.util.Objects;

import io.opensergo.core.action.RouteActions;
import io.opensergo.core.route.RouteDecision.Forward;
import org.jspecify.annotations.Nullable;

/**
 * A decision that was taken before the load balancer is asked, so that it is not taken
 * again. A gateway leaves it in an attribute of the request.
 *
 * @param service the service whose routes were asked
 * @param decision what they said
 * @param withoutLane what they say where a permissive lane has no instance, {@code null}
 * for any other decision
 */
public record RoutedCall(String service, RouteDecision decision, @Nullable RouteDecision withoutLane) {

	/**
	 * The name of the request attribute that holds it.
	 */
	public static final String ATTRIBUTE = RoutedCall.class.getName();

	/**
	 * The name of the request attribute in which a caller that tries again leaves the
	 * instance that failed, so that the load balancer takes another one.
	 */
	public static final String FAILED_INSTANCE_ATTRIBUTE = RoutedCall.class.getName() + ".failedInstance";

	public RoutedCall {
		Objects.requireNonNull(service, "service");
		Objects.requireNonNull(decision, "decision");
	}

	/**
	 * Creates a call that no permissive lane decided.
	 * @param service the service whose routes were asked
	 * @param decision what they said
	 */
	public RoutedCall(String service, RouteDecision decision) {
		this(service, decision, null);
	}

	/**
	 * What happens on the way. A lane changes nothing but the instances: requests in a
	 * permissive lane get what the route of the service does with them, as they do when
	 * the lane is converted into routes.
	 * @return the actions, {@link RouteActions#NONE} when there are none
	 */
	public RouteActions actions() {
		RouteDecision deciding = (this.withoutLane != null) ? this.withoutLane : this.decision;
		return (deciding instanceof Forward forward) ? forward.actions() : RouteActions.NONE;
	}

}
