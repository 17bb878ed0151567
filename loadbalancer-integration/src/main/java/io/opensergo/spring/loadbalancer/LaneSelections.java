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
 * selection per lane, made once for the rules and the list of instances. Safe for all
 * threads.
 */
final class LaneSelections {

	/**
	 * Lane names come from requests; selections of more are made for each call.
	 */
	private static final int MAX_LANES = 1024;

	private final CompiledRules rules;

	private final List<ServiceInstance> instances;

	private final Function<@Nullable String, @Nullable List<ServiceInstance>> selection;

	private final @Nullable Flux<List<ServiceInstance>> withoutLane;

	private final Map<String, Flux<List<ServiceInstance>>> byLane = new ConcurrentHashMap<>();

	/**
	 * Creates the selections.
	 * @param rules the rules in force
	 * @param instances all instances
	 * @param selection selects the instances of a lane, {@code null} where more than the
	 * lane matters
	 */
	LaneSelections(CompiledRules rules, List<ServiceInstance> instances,
			Function<@Nullable String, @Nullable List<ServiceInstance>> selection) {
		this.rules = rules;
		this.instances = instances;
		this.selection = selection;
		this.withoutLane = select(null);
	}

	/**
	 * Whether these were made of rules and instances. Both are compared by identity.
	 */
	boolean areOf(CompiledRules rules, List<ServiceInstance> instances) {
		return this.rules == rules && this.instances == instances;
	}

	/**
	 * The instances of a lane.
	 * @param lane the lane, {@code null} for none
	 * @return the instances, {@code null} where more than the lane matters
	 */
	@Nullable Flux<List<ServiceInstance>> of(@Nullable String lane) {
		if (lane == null) {
			return this.withoutLane;
		}
		Flux<List<ServiceInstance>> known = this.byLane.get(lane);
		return (known != null) ? known : ofFirst(lane);
	}

	private @Nullable Flux<List<ServiceInstance>> ofFirst(String lane) {
		Flux<List<ServiceInstance>> selected = select(lane);
		if (selected != null && this.byLane.size() < MAX_LANES) {
			this.byLane.put(lane, selected);
		}
		return selected;
	}

	private @Nullable Flux<List<ServiceInstance>> select(@Nullable String lane) {
		List<ServiceInstance> selected = this.selection.apply(lane);
		return (selected != null) ? Flux.just(selected) : null;
	}

}
