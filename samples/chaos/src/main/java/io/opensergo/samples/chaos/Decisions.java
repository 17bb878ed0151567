package io.opensergo.samples.chaos;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at what was decided on each request. A decision is wrong when it is by no
 * generation of the rules that can be in force: older than one that was seen before the
 * request began, or never written. Safe for all threads.
 */
final class Decisions {

	private static final int MAX_TOLD = 20;

	private final AtomicInteger written = new AtomicInteger();

	private final AtomicInteger wrong = new AtomicInteger();

	private final Queue<String> told = new ConcurrentLinkedQueue<>();

	private final List<Decider> deciders;

	/**
	 * Creates them.
	 * @param deciders the doors of each service, one per subset
	 */
	Decisions(List<List<Integer>> deciders) {
		this.deciders = deciders.stream().map(Decider::new).toList();
	}

	/**
	 * A new generation is about to be written.
	 */
	int nextGeneration() {
		return this.written.incrementAndGet();
	}

	int generation() {
		return this.written.get();
	}

	/**
	 * The generations that a request which begins now may not fall behind.
	 */
	List<Integer> begin() {
		return this.deciders.stream().map((decider) -> decider.newest.get()).toList();
	}

	/**
	 * Takes the answer to a request.
	 * @param floor what {@link #begin()} said
	 * @param answer the doors that were chosen
	 */
	void end(List<Integer> floor, String answer) {
		int ceiling = this.written.get();
		String[] doors = answer.split(" ");
		for (int i = 0; i < this.deciders.size(); i++) {
			Decider decider = this.deciders.get(i);
			int generation = (doors.length == this.deciders.size())
					? decider.generation(doors[i], floor.get(i), ceiling) : -1;
			if (generation < 0) {
				this.wrong.incrementAndGet();
				if (this.told.size() < MAX_TOLD) {
					this.told.add("decision " + i + " was '" + answer + "' by none of the generations " + floor.get(i)
							+ " to " + ceiling + " of " + decider.doors);
				}
				return;
			}
			decider.newest.accumulateAndGet(generation, Math::max);
		}
	}

	/**
	 * Whether all decide by the newest generation.
	 */
	boolean areNewest() {
		int generation = this.written.get();
		return this.deciders.stream().allMatch((decider) -> decider.newest.get() == generation);
	}

	int wrong() {
		return this.wrong.get();
	}

	/**
	 * The first of the wrong decisions.
	 */
	List<String> told() {
		return List.copyOf(this.told);
	}

	/**
	 * One place where something is chosen by rules.
	 */
	private static final class Decider {

		private final List<String> doors;

		private final AtomicInteger newest = new AtomicInteger();

		Decider(List<Integer> doors) {
			this.doors = doors.stream().map(String::valueOf).toList();
		}

		int generation(String door, int floor, int ceiling) {
			int subset = this.doors.indexOf(door);
			for (int generation = floor; generation <= ceiling; generation++) {
				if (subset >= 0 && Rules.subset(generation) == subset) {
					return generation;
				}
			}
			return -1;
		}

	}

}
