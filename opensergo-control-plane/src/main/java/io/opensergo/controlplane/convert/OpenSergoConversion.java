package io.opensergo.controlplane.convert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.opensergo.core.lane.ConvertedLanes;
import io.opensergo.core.lane.LaneConversion;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.yaml.RuleWriter;

/**
 * Writes the TrafficRouters and VirtualWorkloads that route as lanes do.
 */
public final class OpenSergoConversion {

	private OpenSergoConversion() {
	}

	/**
	 * Converts the rules of a namespace.
	 * @param rules all rules
	 * @param namespace the namespace
	 * @param services services besides those that rules name
	 * @return the documents
	 */
	public static ConvertedDocuments convert(List<Rule> rules, String namespace, List<String> services) {
		ConvertedLanes converted = LaneConversion.convert(rules, namespace,
				ConcernedServices.of(rules, namespace, services));
		Map<String, String> documents = new LinkedHashMap<>();
		for (Rule rule : converted.rules()) {
			documents.put(rule.kind().kind().toLowerCase(Locale.ROOT) + "-" + rule.metadata().name(),
					RuleWriter.write(rule));
		}
		return new ConvertedDocuments(documents, converted.notes());
	}

}
