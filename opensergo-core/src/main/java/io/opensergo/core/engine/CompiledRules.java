package io.opensergo.core.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.opensergo.core.balance.ServiceBalancing;
import io.opensergo.core.context.CarriedHeaders;
import io.opensergo.core.lane.LaneRoutes;
import io.opensergo.core.lane.LaneTable;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.RouteTable;
import io.opensergo.core.route.ServiceRoutes;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.workload.WorkloadSubsets;

/**
 * A snapshot compiled for one caller. Immutable; the request path reads nothing else.
 */
public final class CompiledRules {

	/**
	 * Names of called services come from the application; the tables of more than this
	 * are made anew each time, so that an application that calls arbitrary hosts cannot
	 * fill the memory.
	 */
	private static final int MAX_SERVICES = 10_000;

	/**
	 * Lanes that metrics tell apart.
	 */
	private static final int MAX_LANE_NAMES = 100;

	private final long version;

	private final LaneTable lanes;

	private final Set<String> laneNames;

	private final ServiceRoutes serviceRoutes;

	private final ServiceSubsets serviceSubsets;

	private final List<Rejection> warnings;

	private final Set<String> carriedHeaders;

	private final Map<String, RouteTable> routeTables = new ConcurrentHashMap<>();

	private final Map<String, WorkloadSubsets> subsets = new ConcurrentHashMap<>();

	private CompiledRules(RuleSnapshot snapshot, Caller caller) {
		List<TrafficLane> allLanes = snapshot.rules(TrafficLane.class);
		this.version = snapshot.version();
		this.lanes = LaneTable.compile(allLanes, caller);
		this.laneNames = laneNames(allLanes);
		this.serviceRoutes = ServiceRoutes.compile(snapshot.rules(), LaneRoutes.compile(allLanes, caller.namespace()),
				caller);
		this.serviceSubsets = ServiceSubsets.compile(snapshot.rules(VirtualWorkload.class), allLanes, caller);
		List<Rejection> warnings = new ArrayList<>(this.serviceRoutes.warnings());
		warnings.addAll(RuleReferences.check(snapshot));
		this.warnings = List.copyOf(warnings);
		this.carriedHeaders = this.serviceRoutes.matchedHeaders()
			.stream()
			.filter(CarriedHeaders::isAutomatic)
			.collect(Collectors.collectingAndThen(Collectors.toCollection(LinkedHashSet::new),
					Collections::unmodifiableSet));
	}

	private static Set<String> laneNames(List<TrafficLane> lanes) {
		return lanes.stream()
			.map(TrafficLane::lane)
			.distinct()
			.sorted()
			.limit(MAX_LANE_NAMES)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Compiles a snapshot.
	 * @param snapshot the snapshot
	 * @param caller the workload that makes the calls
	 * @return the compiled rules
	 */
	public static CompiledRules compile(RuleSnapshot snapshot, Caller caller) {
		return new CompiledRules(snapshot, caller);
	}

	/**
	 * The version of the snapshot.
	 * @return the version
	 */
	public long version() {
		return this.version;
	}

	/**
	 * The routes of a service.
	 * @param service the service name as the load balancer knows it, or a full host name
	 * @return the table, never {@code null}: without rules it forwards to the baseline
	 */
	public RouteTable routes(String service) {
		RouteTable table = this.routeTables.get(service);
		if (table == null) {
			table = this.serviceRoutes.tableFor(service);
			if (this.routeTables.size() < MAX_SERVICES) {
				this.routeTables.put(service, table);
			}
		}
		return table;
	}

	/**
	 * The subsets of a service.
	 * @param service the service name or a full host name
	 * @return the definition, never {@code null}
	 */
	public WorkloadSubsets subsets(String service) {
		WorkloadSubsets definition = this.subsets.get(service);
		if (definition == null) {
			definition = this.serviceSubsets.of(service);
			if (this.subsets.size() < MAX_SERVICES) {
				this.subsets.put(service, definition);
			}
		}
		return definition;
	}

	/**
	 * The choice among the instances of a service. Not kept here: to be asked for once
	 * per list of instances.
	 * @param service the service name or a full host name
	 * @return the policies, {@link ServiceBalancing#NONE} when none decides
	 */
	public ServiceBalancing balancing(String service) {
		return this.serviceSubsets.balancingOf(service);
	}

	/**
	 * Entry coloring at this application.
	 * @return the table
	 */
	public LaneTable lanes() {
		return this.lanes;
	}

	/**
	 * The headers that routes match on and that therefore go along with requests, the
	 * lane and credentials not among them.
	 * @return the names, lower case, in the order of the alphabet
	 */
	public Set<String> carriedHeaders() {
		return this.carriedHeaders;
	}

	/**
	 * The names of lanes that the rules know, for values of bounded number such as tags
	 * of metrics.
	 * @return the first {@value #MAX_LANE_NAMES} in alphabetical order
	 */
	public Set<String> laneNames() {
		return this.laneNames;
	}

	/**
	 * What people should know about rules that are in force: hosts that an earlier rule
	 * owns, destinations whose subset nobody declares, lanes in conflict.
	 * @return the warnings
	 */
	public List<Rejection> warnings() {
		return this.warnings;
	}

}
