package io.opensergo.spring.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.route.UsedDestination;
import io.opensergo.core.rule.Destination;
import org.jspecify.annotations.Nullable;

/**
 * What has been decided for a request that passes a gateway, for people who ask and for
 * metrics and logs. Read from the attributes of the request.
 *
 * @param lane its lane, {@code null} for baseline
 * @param call the decision, {@code null} when no rules were asked
 * @param used the destination whose instances were taken, {@code null} when none was or
 * when it is not known
 */
public record GatewayDecision(@Nullable String lane, @Nullable RoutedCall call, @Nullable Destination used) {

	/**
	 * The attribute of a request whose sender may hear how it was decided.
	 */
	public static final String DEBUG_ATTRIBUTE = "opensergo.debug";

	/**
	 * The response header that holds the trace of a decision.
	 */
	public static final String TRACE_HEADER = "x-opensergo-trace";

	/**
	 * What stands for nothing.
	 */
	static final String NONE = "none";

	/**
	 * The most characters of one value of a trace.
	 */
	private static final int MAX_VALUE = 200;

	/**
	 * Reads the attributes of a request.
	 * @param attributes attributes by name
	 * @return the decision
	 */
	public static GatewayDecision of(Function<String, @Nullable Object> attributes) {
		String lane = (attributes.apply(TrafficContext.CARRIER_KEY) instanceof TrafficContext context) ? context.lane()
				: null;
		RoutedCall call = (attributes.apply(RoutedCall.ATTRIBUTE) instanceof RoutedCall routed) ? routed : null;
		Destination used = (attributes.apply(UsedDestination.ATTRIBUTE) instanceof UsedDestination note)
				? note.destination() : null;
		return new GatewayDecision(lane, call, used);
	}

	/**
	 * The rule that decided.
	 * @return {@code namespace/name}, {@value #NONE} for none
	 */
	public String rule() {
		RouteDecision decision = decision();
		return (decision != null && decision.rule() != null) ? decision.rule().qualifiedName() : NONE;
	}

	/**
	 * The route that decided.
	 * @return its name or position, {@value #NONE} for none
	 */
	public String route() {
		RouteDecision decision = decision();
		return (decision != null && decision.rule() != null && decision.route() != null) ? decision.route() : NONE;
	}

	/**
	 * The subset that the request goes to.
	 * @return its name, that of the lane for the instances of a lane, {@value #NONE} for
	 * none
	 */
	public String subset() {
		Forward forward = forward();
		Destination destination = destinationOrNull();
		if (forward == null || destination == null || forward.rule() == null) {
			return NONE;
		}
		if (forward.lane() != null && !isFallback()) {
			return forward.lane();
		}
		return (destination.subset() != null) ? destination.subset() : NONE;
	}

	/**
	 * The destination of the request.
	 * @return {@code service} or {@code service/subset}, {@value #NONE} for a request
	 * that goes nowhere
	 */
	public String destination() {
		Destination destination = destinationOrNull();
		if (destination == null) {
			return NONE;
		}
		String service = HostNames.serviceOf(destination.host());
		return NONE.equals(subset()) ? service : service + "/" + subset();
	}

	/**
	 * Whether another destination than the chosen one was taken.
	 * @return {@code true} when it was
	 */
	public boolean isFallback() {
		Forward forward = forward();
		return forward != null && this.used != null && !this.used.equals(forward.chosen());
	}

	private @Nullable RouteDecision decision() {
		return (this.call != null) ? this.call.decision() : null;
	}

	private @Nullable Forward forward() {
		return (decision() instanceof Forward forward) ? forward : null;
	}

	private @Nullable Destination destinationOrNull() {
		Forward forward = forward();
		return (this.used != null || forward == null) ? this.used : forward.chosen();
	}

	/**
	 * The decision in one line for a response header: JSON in ASCII, every value cut at
	 * {@value #MAX_VALUE} characters.
	 * @param instance the instance that was called, {@code null} for none
	 * @return the trace
	 */
	public String trace(@Nullable String instance) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("lane", Objects.requireNonNullElse(this.lane, NONE));
		RouteDecision decision = decision();
		if (this.call != null && decision != null) {
			values.put("asked", this.call.service());
			values.put("rule", (decision.rule() != null) ? decision.rule().toString() : NONE);
			values.put("route", route());
			values.put("reason", decision.reason());
			values.put("destination", destination());
			values.put("fallback", isFallback());
		}
		if (instance != null) {
			values.put("instance", instance);
		}
		return json(values);
	}

	private static String json(Map<String, Object> values) {
		StringBuilder json = new StringBuilder("{");
		values.forEach((name, value) -> {
			json.append((json.length() > 1) ? "," : "").append('"').append(name).append("\":");
			if (value instanceof Boolean) {
				json.append(value);
			}
			else {
				appendText(json, value.toString());
			}
		});
		return json.append('}').toString();
	}

	private static void appendText(StringBuilder json, String value) {
		json.append('"');
		int end = Math.min(value.length(), MAX_VALUE);
		for (int i = 0; i < end; i++) {
			char character = value.charAt(i);
			if (character == '"' || character == '\\') {
				json.append('\\').append(character);
			}
			else if (character >= ' ' && character < 0x7F) {
				json.append(character);
			}
			else {
				json.append("\\u%04x".formatted((int) character));
			}
		}
		json.append('"');
	}

}
