package io.opensergo.spring.loadbalancer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.opensergo.core.engine.CompiledRules;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.cloud.client.ServiceInstance;

/**
 * What calls get of which nothing but the lane matters, which is most of them: one
 * publisher per lane, made once for the rules and the cache of the instance list. Safe
 * for all threads.
 */
final class LanePublishers {

	/**
	 * Lane names come from requests; publishers of more are made for each call.
	 */
	private static final int MAX_LANES = 1024;

	private final CompiledRules rules;

	private final Flux<List<ServiceInstance>> instances;

	private final Function<@Nullable String, @Nullable Flux<List<ServiceInstance>>> selection;

	private final @Nullable Flux<List<ServiceInstance>> withoutLane;

	private final Map<String, Flux<List<ServiceInstance>>> byLane = new ConcurrentHashMap<>();

	/**
	 * Creates the publishers.
	 * @param rules the rules in force
	 * @param instances the publisher of all instances
	 * @param selection makes the publisher of a lane, {@code null} where more than the
	 * lane matters
	 */
	LanePublishers(CompiledRules rules, Flux<List<ServiceInstance>> instances,
			Function<@Nullable String, @Nullable Flux<List<ServiceInstance>>> selection) {
		this.rules = rules;
		this.instances = instances;
		this.selection = selection;
		this.withoutLane = selection.apply(null);
	}

	boolean areOf(CompiledRules rules) {
		return this.rules == rules;
	}

	/**
	 * Whether these were made of a publisher. A cache returns the same one to each call.
	 */
	boolean areOf(Flux<List<ServiceInstance>> instances) {
		return this.instances == instances;
	}

	/**
	 * The publisher of a lane.
	 * @param lane the lane, {@code null} for none
	 * @return the publisher, {@code null} where more than the lane matters
	 */
	@Nullable Flux<List<ServiceInstance>> of(@Nullable String lane) {
		if (lane == null) {
			return this.withoutLane;
		}
		Flux<List<ServiceInstance>> known = this.byLane.get(lane);
		return (known != null) ? known : make(lane);
	}

	private @Nullable Flux<List<ServiceInstance>> make(String lane) {
		Flux<List<ServiceInstance>> made = this.selection.apply(lane);
		if (made != null && this.byLane.size() < MAX_LANES) {
			this.byLane.put(lane, made);
		}
		return made;
	}

}
