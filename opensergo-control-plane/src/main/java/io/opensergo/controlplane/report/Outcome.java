package io.opensergo.controlplane.report;

import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RouteDecision.NoRoute;
import io.opensergo.core.route.RouteDecision.RedirectTo;

/**
 * Names of outcomes in reports.
 */
final class Outcome {

	private Outcome() {
	}

	static String of(RouteDecision decision) {
		if (decision instanceof Forward) {
			return "forward";
		}
		if (decision instanceof RedirectTo) {
			return "redirect";
		}
		return (decision instanceof NoRoute) ? "no-route" : "direct-response";
	}

}
