package io.opensergo.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.lane.LaneOverlap;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.source.RuleSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Checks rules against each other. What it finds are warnings: the other rule may arrive
 * later.
 */
final class RuleReferences {

	/**
	 * Lanes of one priority are compared pair by pair: this many are enough to tell, and
	 * ten thousand do not hold up the swap.
	 */
	private static final int MAX_COMPARED = 100;

	private final Map<String, Set<String>> subsetsByHost = new HashMap<>();

	private final List<Rejection> warnings = new ArrayList<>();

	private RuleReferences() {
	}

	static List<Rejection> check(RuleSnapshot snapshot) {
		RuleReferences references = new RuleReferences();
		snapshot.rules(VirtualWorkload.class).forEach(references::collect);
		snapshot.rules(TrafficRouter.class).forEach(references::check);
		references.checkLanes(snapshot.rules(TrafficLane.class));
		return List.copyOf(references.warnings);
	}

	private void collect(VirtualWorkload workload) {
		Set<String> names = this.subsetsByHost.computeIfAbsent(
				HostNames.resolve(workload.host(), workload.metadata().namespace()), (host) -> new HashSet<>());
		workload.subsets().forEach((subset) -> names.add(subset.name()));
	}

	private void check(TrafficRouter router) {
		for (int http = 0; http < router.http().size(); http++) {
			HttpRoute route = router.http().get(http);
			for (int i = 0; i < route.route().size(); i++) {
				check(router, "spec.http[" + http + "].route[" + i + "].destination",
						route.route().get(i).destination());
			}
		}
	}

	private void check(TrafficRouter router, String path, @Nullable Destination destination) {
		if (destination == null) {
			return;
		}
		Set<String> known = this.subsetsByHost
			.get(HostNames.resolve(destination.host(), router.metadata().namespace()));
		if (known != null && destination.subset() != null && !known.contains(destination.subset())) {
			this.warnings.add(new Rejection(Rejection.Severity.WARNING, router.kind().kind(),
					router.metadata().namespace(), router.metadata().name(), "rules", 0, 0, path + ".subset",
					"the VirtualWorkload of the host '" + destination.host() + "' declares no subset '"
							+ destination.subset() + "', only " + known.stream().sorted().toList(),
					"declare the subset, or name one that is declared"));
		}
		check(router, path + ".fallback", destination.fallback());
	}

	private void checkLanes(List<TrafficLane> lanes) {
		Map<Integer, List<TrafficLane>> byPriority = new HashMap<>();
		for (TrafficLane lane : lanes) {
			checkHeader(lane);
			if (lane.priority() != null) {
				List<TrafficLane> earlier = byPriority.computeIfAbsent(lane.priority(),
						(priority) -> new ArrayList<>());
				checkOrder(lane, earlier);
				earlier.add(lane);
			}
		}
	}

	private void checkOrder(TrafficLane lane, List<TrafficLane> earlier) {
		earlier.stream()
			.limit(MAX_COMPARED)
			.filter((other) -> LaneOverlap.between(other, lane))
			.findFirst()
			.ifPresent((other) -> this.warnings.add(new Rejection(Rejection.Severity.WARNING, lane.kind().kind(),
					lane.metadata().namespace(), lane.metadata().name(), "rules", 0, 0, "spec.priority",
					"the lane has the priority " + lane.priority() + " like the lane " + other.id().qualifiedName()
							+ ", and both may color the same request, so their names decide",
					"give each lane a priority of its own")));
	}

	private void checkHeader(TrafficLane lane) {
		if (!lane.traceIdBaggage().equalsIgnoreCase(TrafficLane.DEFAULT_TRAFFIC_HEADER)) {
			this.warnings.add(new Rejection(Rejection.Severity.WARNING, lane.kind().kind(), lane.metadata().namespace(),
					lane.metadata().name(), "rules", 0, 0, "spec.traceIdBaggage",
					"requests with the header '" + lane.traceIdBaggage()
							+ "' are routed, but applications carry the lane in '" + TrafficLane.DEFAULT_TRAFFIC_HEADER
							+ "'",
					"leave traceIdBaggage out, or set the header where requests enter"));
		}
	}

}
