package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.VirtualWorkload;
import io.opensergo.core.rule.VirtualWorkload.Subset;
import io.opensergo.core.rule.VirtualWorkload.TrafficPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Reads a VirtualWorkload: Istio's DestinationRule.
 */
final class VirtualWorkloadReader implements SpecReader {

	@Override
	public @Nullable VirtualWorkload read(RuleMetadata metadata, YamlObject spec) {
		YamlValue hostValue = spec.required("host", "the service, such as host: stock");
		String host = (hostValue != null) ? NameReader.wildcardHost(hostValue) : null;
		TrafficPolicy policy = TrafficPolicyReader.read(spec);
		List<Subset> subsets = readSubsets(spec);
		List<String> exportTo = NameReader.exportTo(spec);
		YamlValue selector = spec.get("workloadSelector");
		if (selector != null) {
			selector.warning("'workloadSelector' is not applied by this version",
					"remove it, or accept that all callers " + "use this rule");
		}
		spec.done();
		return (host != null) ? new VirtualWorkload(metadata, host, subsets, policy, exportTo) : null;
	}

	private static List<Subset> readSubsets(YamlObject spec) {
		List<Subset> subsets = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (YamlValue item : spec.list("subsets")) {
			YamlObject object = item.object();
			if (object == null) {
				continue;
			}
			YamlValue nameValue = object.required("name", "the name of the subset, such as name: gray");
			String name = (nameValue != null) ? NameReader.dnsLabel(nameValue, "subset name") : null;
			if (nameValue != null && name != null && !names.add(name)) {
				nameValue.error("the subset \"" + name + "\" is written twice", "rename or remove one of the two");
			}
			Map<String, String> labels = NameReader.labels(object, "labels");
			TrafficPolicy policy = TrafficPolicyReader.read(object);
			object.done();
			if (name != null) {
				subsets.add(new Subset(name, labels, policy));
			}
		}
		return subsets;
	}

}
