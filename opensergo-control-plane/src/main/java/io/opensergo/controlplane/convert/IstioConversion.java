package io.opensergo.controlplane.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.opensergo.core.lane.ConvertedLanes;
import io.opensergo.core.lane.LaneConversion;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.yaml.RuleWriter;

/**
 * Writes the VirtualServices and DestinationRules that come closest to lanes, and the
 * EnvoyFilters that color requests at their entries. Istio has neither fallbacks nor a
 * baseline: the first are left out, the second is a subset by label.
 *
 * @see <a href=
 * "https://istio.io/latest/docs/reference/config/networking/virtual-service/">Istio:
 * VirtualService</a>
 */
public final class IstioConversion {

	private static final String API_VERSION = "networking.istio.io/v1";

	private static final String BASE = "base";

	private static final String DESTINATION = "destination";

	private static final String SUBSET = "subset";

	private final Map<String, String> documents = new LinkedHashMap<>();

	private final Set<String> notes = new LinkedHashSet<>();

	private final boolean lanes;

	private IstioConversion(boolean lanes) {
		this.lanes = lanes;
	}

	/**
	 * Converts the rules of a namespace.
	 * @param rules all rules
	 * @param namespace the namespace
	 * @param services services besides those that rules name
	 * @param edge the labels of the workloads where tags from outside are removed; empty
	 * for none
	 * @return the documents
	 */
	public static ConvertedDocuments convert(List<Rule> rules, String namespace, List<String> services,
			Map<String, String> edge) {
		List<TrafficLane> lanes = rules.stream()
			.filter(TrafficLane.class::isInstance)
			.map(TrafficLane.class::cast)
			.filter((lane) -> lane.metadata().namespace().equals(namespace))
			.toList();
		ConvertedLanes converted = LaneConversion.convertWithBaggage(rules, namespace,
				ConcernedServices.of(rules, namespace, services));
		IstioConversion conversion = new IstioConversion(!lanes.isEmpty());
		conversion.notes.addAll(converted.notes());
		conversion.color(lanes, namespace, edge);
		converted.workloads().forEach(conversion::write);
		converted.routers().forEach(conversion::write);
		return new ConvertedDocuments(conversion.documents, List.copyOf(conversion.notes));
	}

	private void color(List<TrafficLane> lanes, String namespace, Map<String, String> edge) {
		EntryFilters entry = EntryFilters.of(lanes, namespace, edge);
		for (EntryFilter filter : entry.filters()) {
			add(EntryFilter.API_VERSION, EntryFilter.KIND, RuleMetadata.of(namespace, filter.name()), filter.spec());
		}
		this.notes.addAll(entry.notes());
		if (!lanes.isEmpty()) {
			this.notes.add("sidecars cannot relate calls to the request that causes them: let applications pass on the"
					+ " header " + TrafficLane.DEFAULT_TRAFFIC_HEADER + " or the W3C baggage");
		}
	}

	private void write(VirtualWorkload workload) {
		Map<String, Object> spec = RuleWriter.spec(workload);
		if (this.lanes && workload.subsets().stream().noneMatch((subset) -> subset.name().equals(BASE))) {
			List<Object> subsets = new ArrayList<>(items(spec, "subsets"));
			subsets.add(0, baseSubset());
			spec.put("subsets", subsets);
			this.notes.add("Istio knows no baseline: label the instances of '" + workload.host()
					+ "' that are in no lane " + TrafficLane.LANE_LABEL + ": " + BASE);
		}
		add(API_VERSION, "DestinationRule", workload.metadata(), spec);
	}

	private static Map<String, Object> baseSubset() {
		Map<String, Object> subset = new LinkedHashMap<>();
		subset.put("name", BASE);
		subset.put("labels", Map.of(TrafficLane.LANE_LABEL, BASE));
		return subset;
	}

	private void write(TrafficRouter router) {
		Map<String, Object> spec = RuleWriter.spec(router);
		for (Object route : items(spec, "http")) {
			String name = String.valueOf(object(route).getOrDefault("name", "without name"));
			for (String key : List.of("route", "mirrors")) {
				for (Object weighted : items(object(route), key)) {
					plain(router, name, object(Objects.requireNonNull(object(weighted).get(DESTINATION))));
				}
			}
		}
		add(API_VERSION, "VirtualService", router.metadata(), spec);
	}

	/**
	 * Makes an Istio destination of ours.
	 */
	private void plain(TrafficRouter router, String route, Map<String, Object> destination) {
		if (destination.remove("fallback") != null) {
			this.notes.add("Istio knows no fallback: requests that the route '" + route + "' of "
					+ router.id().qualifiedName() + " matches get 503 while " + destination.get("host") + " subset "
					+ destination.getOrDefault(SUBSET, BASE)
					+ " has no instance; leave the route out where it has none");
		}
		if (this.lanes) {
			destination.putIfAbsent(SUBSET, BASE);
		}
	}

	private void add(String apiVersion, String kind, RuleMetadata metadata, Map<String, Object> spec) {
		Map<String, Object> names = new LinkedHashMap<>();
		names.put("name", metadata.name());
		names.put("namespace", metadata.namespace());
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("apiVersion", apiVersion);
		document.put("kind", kind);
		document.put("metadata", names);
		document.put("spec", spec);
		this.documents.put(kind.toLowerCase(Locale.ROOT) + "-" + metadata.name(), RuleWriter.dump(document));
	}

	private static List<?> items(Map<String, Object> holder, String key) {
		return (holder.get(key) instanceof List<?> list) ? list : List.of();
	}

	@SuppressWarnings("unchecked") // the writer makes objects with text keys only
	private static Map<String, Object> object(Object value) {
		return (Map<String, Object>) value;
	}

}
