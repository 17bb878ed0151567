package io.opensergo.core.engine;

import java.util.List;

import io.opensergo.core.lane.LaneTable;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.RouteTable;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.workload.WorkloadSubsets;

/**
 * A snapshot compiled for one caller. Immutable; the request path reads nothing else.
 */
public final class CompiledRules {

	private CompiledRules() {
	}

	/**
	 * Compiles a snapshot.
	 * @param snapshot the snapshot
	 * @param caller the workload that makes the calls
	 * @return the compiled rules
	 */
	public static CompiledRules compile(RuleSnapshot snapshot, Caller caller) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The version of the snapshot.
	 * @return the version
	 */
	public long version() {
		throw new UnsupportedOperationException();
	}

	/**
	 * The routes of a service.
	 * @param service the service name as the load balancer knows it, or a full host name
	 * @return the table, never {@code null}: without rules it forwards to the baseline
	 */
	public RouteTable routes(String service) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The subsets of a service.
	 * @param service the service name or a full host name
	 * @return the definition, never {@code null}
	 */
	public WorkloadSubsets subsets(String service) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Entry coloring at this application.
	 * @return the table
	 */
	public LaneTable lanes() {
		throw new UnsupportedOperationException();
	}

	/**
	 * What people should know about rules that are in force: shadowed hosts, unknown
	 * subsets, fields that cannot be honored here.
	 * @return the warnings
	 */
	public List<Rejection> warnings() {
		throw new UnsupportedOperationException();
	}

}
