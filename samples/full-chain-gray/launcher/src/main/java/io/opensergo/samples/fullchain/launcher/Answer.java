package io.opensergo.samples.fullchain.launcher;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the gateway answered.
 *
 * @param path the stops of the request, empty when it failed
 * @param failure why the request failed, empty when it did not
 */
record Answer(List<Hop> path, String failure) {

	Answer {
		path = List.copyOf(path);
	}

	static Answer of(List<Hop> path) {
		return new Answer(path, "");
	}

	static Answer failed(String failure) {
		return new Answer(List.of(), failure);
	}

	boolean isFailed() {
		return !this.failure.isEmpty();
	}

	/**
	 * Whether every stop saw this lane and the stops have these versions.
	 */
	boolean took(Route route) {
		return this.path.stream().map((hop) -> hop.service() + " " + hop.version()).toList().equals(route.stops())
				&& this.path.stream().allMatch((hop) -> hop.lane().equals(route.lane()));
	}

	/**
	 * The path for the terminal.
	 */
	String describe() {
		if (isFailed()) {
			return this.failure;
		}
		String lanes = this.path.stream().map(Hop::lane).distinct().collect(Collectors.joining(", "));
		return this.path.stream().map(Hop::toString).collect(Collectors.joining(" > ")) + ", lane " + lanes;
	}

}
