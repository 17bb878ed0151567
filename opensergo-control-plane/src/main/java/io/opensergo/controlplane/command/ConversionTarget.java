package io.opensergo.controlplane.command;

import java.util.List;
import java.util.Map;

import io.opensergo.controlplane.convert.ConvertedDocuments;
import io.opensergo.controlplane.convert.IstioConversion;
import io.opensergo.controlplane.convert.OpenSergoConversion;
import io.opensergo.core.rule.Rule;

/**
 * What rules can be converted to.
 */
enum ConversionTarget {

	/**
	 * TrafficRouters and VirtualWorkloads.
	 */
	OPENSERGO {

		@Override
		ConvertedDocuments convert(List<Rule> rules, String namespace, List<String> services,
				Map<String, String> edge) {
			return OpenSergoConversion.convert(rules, namespace, services);
		}

	},

	/**
	 * VirtualServices, DestinationRules and EnvoyFilters.
	 */
	ISTIO {

		@Override
		ConvertedDocuments convert(List<Rule> rules, String namespace, List<String> services,
				Map<String, String> edge) {
			return IstioConversion.convert(rules, namespace, services, edge);
		}

	};

	abstract ConvertedDocuments convert(List<Rule> rules, String namespace, List<String> services,
			Map<String, String> edge);

}
