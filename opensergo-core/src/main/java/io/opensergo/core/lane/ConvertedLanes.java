package io.opensergo.core.lane;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.VirtualWorkload;

/**
 * The rules that route as lanes did.
 *
 * @param routers all routers of the namespace, with the routes of the lanes
 * @param workloads all workloads of the namespace, with the subsets of the lanes
 * @param notes what routers and workloads cannot express, one sentence each
 */
public record ConvertedLanes(List<TrafficRouter> routers, List<VirtualWorkload> workloads, List<String> notes) {

	public ConvertedLanes {
		routers = List.copyOf(routers);
		workloads = List.copyOf(workloads);
		notes = List.copyOf(notes);
	}

	/**
	 * The rules, workloads first: subsets exist before a route names them.
	 * @return all rules
	 */
	public List<Rule> rules() {
		List<Rule> rules = new ArrayList<>(this.workloads);
		rules.addAll(this.routers);
		return List.copyOf(rules);
	}

}
