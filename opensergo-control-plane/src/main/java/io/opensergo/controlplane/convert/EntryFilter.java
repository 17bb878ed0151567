package io.opensergo.controlplane.convert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An EnvoyFilter with a Lua filter before the router of the entry workloads: as a gateway
 * and as a sidecar for inbound requests, whichever a workload has.
 *
 * @param name the name
 * @param selector the labels of the workloads; empty for all of the namespace
 * @param priority the order among filters, lower first
 * @param script the Lua script
 * @see <a href=
 * "https://istio.io/latest/docs/reference/config/networking/envoy-filter/">Istio:
 * EnvoyFilter</a>
 */
record EntryFilter(String name, Map<String, String> selector, int priority, String script) {

	static final String API_VERSION = "networking.istio.io/v1alpha3";

	static final String KIND = "EnvoyFilter";

	private static final List<String> CONTEXTS = List.of("GATEWAY", "SIDECAR_INBOUND");

	EntryFilter {
		selector = Collections.unmodifiableMap(new TreeMap<>(selector));
	}

	/**
	 * The {@code spec} of the document.
	 * @return plain maps and lists
	 */
	Map<String, Object> spec() {
		Map<String, Object> spec = new LinkedHashMap<>();
		if (!this.selector.isEmpty()) {
			spec.put("workloadSelector", Map.of("labels", this.selector));
		}
		spec.put("priority", this.priority);
		List<Object> patches = new ArrayList<>();
		CONTEXTS.forEach((context) -> patches.add(patch(context)));
		spec.put("configPatches", patches);
		return spec;
	}

	private Map<String, Object> patch(String context) {
		Map<String, Object> connectionManager = new LinkedHashMap<>();
		connectionManager.put("name", "envoy.filters.network.http_connection_manager");
		connectionManager.put("subFilter", Map.of("name", "envoy.filters.http.router"));
		Map<String, Object> match = new LinkedHashMap<>();
		match.put("context", context);
		match.put("listener", Map.of("filterChain", Map.of("filter", connectionManager)));
		Map<String, Object> patch = new LinkedHashMap<>();
		patch.put("operation", "INSERT_BEFORE");
		patch.put("value", filter());
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("applyTo", "HTTP_FILTER");
		all.put("match", match);
		all.put("patch", patch);
		return all;
	}

	/**
	 * Envoy routes again after a Lua filter has changed headers, unless told otherwise.
	 */
	private Map<String, Object> filter() {
		Map<String, Object> config = new LinkedHashMap<>();
		config.put("@type", "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua");
		config.put("default_source_code", Map.of("inline_string", this.script));
		Map<String, Object> filter = new LinkedHashMap<>();
		filter.put("name", this.name);
		filter.put("typed_config", config);
		return filter;
	}

}
