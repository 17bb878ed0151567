package io.opensergo.core.workload;

import java.util.List;

import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.VirtualWorkload;

/**
 * Which labels make a subset or a lane of one service. Immutable.
 */
public final class WorkloadSubsets {

	private WorkloadSubsets() {
	}

	/**
	 * The definition for one service.
	 * @param workloads the VirtualWorkloads of the service
	 * @param lanes all lanes
	 * @return the definition
	 */
	public static WorkloadSubsets of(List<VirtualWorkload> workloads, List<TrafficLane> lanes) {
		return new WorkloadSubsets();
	}

}
