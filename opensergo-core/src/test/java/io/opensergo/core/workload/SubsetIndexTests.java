package io.opensergo.core.workload;

import java.util.List;
import java.util.Map;

import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubsetIndex}.
 */
class SubsetIndexTests {

	private static final Map<String, String> BASE_1 = Map.of("version", "v1");

	private static final Map<String, String> BASE_2 = Map.of("version", "v2", "zone", "b");

	private static final Map<String, String> GRAY = Map.of("version", "v2", "opensergo.io/lane", "gray");

	private static final Map<String, String> BLUE = Map.of("opensergo.io/lane", "blue");

	private static final List<Map<String, String>> ALL = List.of(BASE_1, BASE_2, GRAY, BLUE);

	@Test
	void baselineIsEveryInstanceWithoutALane() {
		assertThat(index(WorkloadSubsets.NONE).instances(null)).containsExactly(BASE_1, BASE_2);
	}

	@Test
	void baselineWhenNoInstanceHasALaneIsTheListItself() {
		List<Map<String, String>> instances = List.of(BASE_1, BASE_2);
		assertThat(SubsetIndex.of(instances, (labels) -> labels, WorkloadSubsets.NONE).instances(null))
			.isSameAs(instances);
	}

	@Test
	void laneIsFoundByTheDefaultLabel() {
		SubsetIndex<Map<String, String>> index = index(WorkloadSubsets.NONE);
		assertThat(index.lane("gray")).containsExactly(GRAY);
		assertThat(index.lane("v2")).isEmpty();
	}

	@Test
	void laneIsFoundByInstanceLabelsAndBySubset() {
		TrafficLane lane = lane("zone-b", Map.of("zone", "b"));
		SubsetIndex<Map<String, String>> byLabels = index(WorkloadSubsets.of(List.of(), List.of(lane)));
		assertThat(byLabels.lane("zone-b")).containsExactly(BASE_2);
		assertThat(byLabels.instances(null)).containsExactly(BASE_1);
		TrafficLane first = lane("first", Map.of());
		SubsetIndex<Map<String, String>> bySubset = index(
				WorkloadSubsets.of(List.of(workload(new Subset("first", BASE_1, null))), List.of(first)));
		assertThat(bySubset.lane("first")).containsExactly(BASE_1);
		assertThat(bySubset.instances(null)).containsExactly(BASE_2);
	}

	@Test
	void subsetWhenDeclaredNeedsAllLabelsAndLeavesLanesOut() {
		SubsetIndex<Map<String, String>> index = index(WorkloadSubsets
			.of(List.of(workload(new Subset("two", Map.of("version", "v2"), null),
					new Subset("canary", Map.of("opensergo.io/lane", "gray"), null),
					new Subset("both", Map.of("version", "v2", "zone", "b"), null), new Subset("all", Map.of(), null))),
					List.of()));
		assertThat(index.instances("two")).containsExactly(BASE_2);
		assertThat(index.instances("canary")).containsExactly(GRAY);
		assertThat(index.instances("both")).containsExactly(BASE_2);
		assertThat(index.instances("all")).containsExactly(BASE_1, BASE_2);
	}

	@Test
	void subsetWhenNotDeclaredIsTheVersionElseTheLane() {
		SubsetIndex<Map<String, String>> index = index(WorkloadSubsets.NONE);
		assertThat(index.instances("v1")).containsExactly(BASE_1);
		assertThat(index.instances("v2")).containsExactly(BASE_2);
		assertThat(index.instances("gray")).containsExactly(GRAY);
		assertThat(index.instances("none")).isEmpty();
	}

	private static SubsetIndex<Map<String, String>> index(WorkloadSubsets workload) {
		return SubsetIndex.of(ALL, (labels) -> labels, workload);
	}

	private static VirtualWorkload workload(Subset... subsets) {
		return new VirtualWorkload(RuleMetadata.of("default", "stock"), "stock", List.of(subsets), null, List.of());
	}

	private static TrafficLane lane(String name, Map<String, String> instanceLabels) {
		return new TrafficLane(RuleMetadata.of("default", name), Map.of(), List.of(), Map.of(), name,
				TrafficLane.DEFAULT_TRAFFIC_HEADER, TrafficLane.Mode.PERMISSIVE, instanceLabels, null);
	}

}
