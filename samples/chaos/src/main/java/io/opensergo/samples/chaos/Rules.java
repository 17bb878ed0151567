package io.opensergo.samples.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.opensergo.protocol.envoy.config.route.v3.Route;
import io.opensergo.protocol.envoy.config.route.v3.RouteAction;
import io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration;
import io.opensergo.protocol.envoy.config.route.v3.RouteMatch;
import io.opensergo.protocol.envoy.config.route.v3.VirtualHost;

/**
 * The folder with the rules: each generation of them sends all requests to another subset
 * of the instances.
 *
 * @param folder the folder
 */
record Rules(Path folder) {

	/**
	 * How many subsets there are that generations choose in turn.
	 */
	static final int SUBSETS = 8;

	/**
	 * Its instance exists, but no generation ever chooses it.
	 */
	static final int POISON = SUBSETS;

	static final List<String> SERVICES = List.of("front", "back");

	/**
	 * The subset that a generation chooses.
	 */
	static int subset(int generation) {
		return generation % SUBSETS;
	}

	/**
	 * Replaces the rules by those of a generation.
	 */
	void write(int generation) throws IOException {
		String text = SERVICES.stream()
			.map((service) -> router(service, subset(generation)) + workload(service))
			.collect(Collectors.joining());
		replace(text);
		Files.deleteIfExists(broken());
	}

	/**
	 * Breaks the rules: two documents that nobody can read.
	 */
	void breakAll() throws IOException {
		Files.writeString(broken(), "kind: [");
		replace("apiVersion: traffic.opensergo.io/v1alpha1\nkind: TrafficRouter\nspec: 7\n");
	}

	private Path broken() {
		return this.folder.resolve("broken.yaml");
	}

	private void replace(String text) throws IOException {
		Path written = Files.writeString(this.folder.resolve("rules.tmp"), text);
		Files.move(written, this.folder.resolve("rules.yaml"), StandardCopyOption.ATOMIC_MOVE);
	}

	private static String router(String service, int subset) {
		return """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: TrafficRouter
				metadata: {name: %1$s}
				spec:
				  hosts: [%1$s]
				  http:
				  - match: [{uri: {prefix: /first}}]
				    route: [{destination: {host: %1$s, subset: s%2$d}}]
				  - route: [{destination: {host: %1$s, subset: s%2$d}}]
				---
				""".formatted(service, subset);
	}

	private static String workload(String service) {
		String subsets = IntStream.rangeClosed(0, POISON)
			.mapToObj((subset) -> "  - {name: s%1$d, labels: {version: s%1$d}}\n".formatted(subset))
			.collect(Collectors.joining());
		return """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: VirtualWorkload
				metadata: {name: %1$s}
				spec:
				  host: %1$s
				  subsets:
				%2$s---
				""".formatted(service, subsets);
	}

	/**
	 * What a control plane that has lost its mind says: rules that can be read, and would
	 * send everything to the poisoned instances, beside what nobody can read.
	 */
	static List<List<Any>> garbage(String service) {
		String typeUrl = "type.googleapis.com/" + RouteConfiguration.getDescriptor().getFullName();
		Any poison = Any.pack(poison(service));
		ByteString bytes = poison.getValue();
		List<List<Any>> garbage = new ArrayList<>();
		garbage.add(List.of(poison,
				Any.newBuilder()
					.setTypeUrl(typeUrl)
					.setValue(ByteString.copyFrom(new byte[] { (byte) 0xff, 0, 0x17, (byte) 0xff }))
					.build()));
		garbage.add(List.of(poison, poison.toBuilder().setValue(bytes.substring(0, bytes.size() - 5)).build()));
		garbage.add(List.of(poison, Any.newBuilder().setTypeUrl("type.googleapis.com/org.example.Other").build()));
		return garbage;
	}

	private static RouteConfiguration poison(String service) {
		return RouteConfiguration.newBuilder()
			.setName(service)
			.addVirtualHosts(VirtualHost.newBuilder()
				.setName(service)
				.addDomains(service)
				.addRoutes(Route.newBuilder()
					.setMatch(RouteMatch.newBuilder().setPrefix("/"))
					.setRoute(RouteAction.newBuilder()
						.setCluster("outbound||s" + POISON + "|" + service + ".default.svc.cluster.local"))))
			.build();
	}

}
