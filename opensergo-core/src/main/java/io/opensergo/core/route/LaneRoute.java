package io.opensergo.core.route;

import java.util.Objects;

import io.opensergo.core.rule.RuleId;

/**
 * The route that a traffic lane puts before the routes of every service: a request that
 * carries the tag goes to the instances of the lane.
 *
 * @param rule the lane's rule
 * @param header the header that carries the tag, lower case
 * @param lane the tag
 * @param otherwise what decides where the lane has no instance
 */
public record LaneRoute(RuleId rule, String header, String lane, RouteDecision.Otherwise otherwise) {

	public LaneRoute {
		Objects.requireNonNull(rule, "rule");
		Objects.requireNonNull(header, "header");
		Objects.requireNonNull(lane, "lane");
		Objects.requireNonNull(otherwise, "otherwise");
	}

}
