package io.opensergo.spring.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The case file: groups of cases, each with the routes of a TrafficRouter of its own.
 *
 * @param groups the groups, in order
 */
record ConformanceCases(List<Group> groups) {

	private static final String FILE = "/conformance/gateway-actions.yaml";

	/**
	 * Reads the file.
	 * @return the cases
	 */
	static ConformanceCases read() {
		try (InputStream file = Objects.requireNonNull(ConformanceCases.class.getResourceAsStream(FILE))) {
			List<Group> groups = new ArrayList<>();
			for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(file)) {
				for (Object group : (List<?>) document) {
					groups.add(group((Map<?, ?>) group, "svc-" + groups.size()));
				}
			}
			return new ConformanceCases(List.copyOf(groups));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static Group group(Map<?, ?> group, String service) {
		String name = group.get("group").toString();
		List<ConformanceCase> cases = new ArrayList<>();
		for (Object values : (List<?>) group.get("cases")) {
			Map<String, Object> keys = (Map<String, Object>) values;
			Object caseName = keys.get("name");
			cases.add(new ConformanceCase(name,
					(caseName != null) ? caseName.toString() : keys.getOrDefault("request", "GET /").toString(),
					service, keys));
		}
		Object instances = group.get("instances");
		return new Group(name, service, Objects.toString(group.get("http"), ""),
				(instances != null) ? (List<String>) instances : List.of("a"), cases);
	}

	List<ConformanceCase> cases() {
		return this.groups.stream().flatMap((group) -> group.cases().stream()).toList();
	}

	/**
	 * The rules of all groups.
	 * @param upstreams the destinations
	 * @return documents in YAML
	 */
	String rules(ConformanceUpstreams upstreams) {
		StringBuilder rules = new StringBuilder();
		for (Group group : this.groups) {
			if (!group.http().isEmpty()) {
				rules.append("""
						---
						apiVersion: traffic.opensergo.io/v1alpha1
						kind: TrafficRouter
						metadata: {name: %1$s, namespace: default}
						spec:
						  hosts: [%1$s]
						  http:
						""".formatted(group.service()));
				rules.append(upstreams.resolve(group.http(), group.service()).indent(4));
			}
		}
		return rules.toString();
	}

	/**
	 * Cases that share a rule.
	 *
	 * @param name the name
	 * @param service the service, with one instance for each of {@code instances}
	 * @param http the routes, empty for no rule
	 * @param instances the names of instances of {@link ConformanceUpstreams}
	 * @param cases the cases
	 */
	record Group(String name, String service, String http, List<String> instances, List<ConformanceCase> cases) {
	}

}
