package io.opensergo.samples.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The run: lets things happen one after the other, waits after each until all requests
 * are decided by the newest rules, and says at the end how that went.
 */
final class ChaosRun {

	private static final int RATE = 600;

	private static final int PROMISED_RATE = 500;

	private static final Duration CONVERGENCE = Duration.ofSeconds(1);

	/**
	 * What the median may be where others build as well.
	 */
	private static final Duration BUSY_CONVERGENCE = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final Duration BAD_TIME = Duration.ofMillis(700);

	/**
	 * A client asks for a sign of life after 30 seconds and waits 10 seconds for it.
	 */
	private static final Duration LONG_TIME = Duration.ofSeconds(60);

	private static final int LONG_RUN = 100;

	private static final int WARM_UP_ROUNDS = 20;

	private final Map<Event, List<Long>> convergence = new EnumMap<>(Event.class);

	private final Garbage garbage = new Garbage();

	private final int events;

	private final boolean strict;

	private final PrintStream out;

	ChaosRun(int events, boolean strict, PrintStream out) {
		this.events = events;
		this.strict = strict;
		this.out = out;
	}

	/**
	 * Runs.
	 * @return whether all was as it should be
	 */
	boolean run() throws IOException, InterruptedException {
		Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
		Path folder = Files.createTempDirectory("chaos");
		this.out.println("starting; the logs are in " + folder);
		try (Cluster cluster = new Cluster(jar, folder)) {
			Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop-chaos"));
			Rules rules = new Rules(cluster.rules());
			Decisions decisions = new Decisions(cluster.doors());
			rules.write(decisions.generation());
			cluster.awaitControlPlane();
			cluster.startApplications();
			return run(cluster, rules, decisions);
		}
	}

	private boolean run(Cluster cluster, Rules rules, Decisions decisions) throws IOException, InterruptedException {
		warmUp(cluster);
		Load load = Load.start(cluster.url(), RATE, decisions);
		long start = System.nanoTime();
		try (load) {
			Random random = new Random(this.events);
			for (int i = 0; i < this.events; i++) {
				Event event = event(i, random);
				long millis = happen(event, cluster, rules, decisions);
				this.convergence.computeIfAbsent(event, (first) -> new ArrayList<>()).add(millis);
				this.out.printf("%4d %-14s %d ms%n", i + 1, event, millis);
				cluster.requireApplications();
			}
		}
		return report(load, decisions, Duration.ofNanos(System.nanoTime() - start));
	}

	/**
	 * Sends requests until a second of them is decided by the first rules: nobody has bad
	 * days before that, and compilers have had their time.
	 */
	private static void warmUp(Cluster cluster) throws InterruptedException {
		for (int round = 0; round < WARM_UP_ROUNDS; round++) {
			Decisions decisions = new Decisions(cluster.doors());
			Load load = Load.start(cluster.url(), RATE / 2, decisions);
			try (load) {
				elapse(Duration.ofSeconds(2));
			}
			if (round > 1 && load.failures() + decisions.wrong() == 0) {
				return;
			}
		}
		throw new IllegalStateException("the first rules do not come into force");
	}

	/**
	 * Each kind of event once, then any but the longest, which only a long run has twice.
	 */
	private Event event(int index, Random random) {
		Event[] all = Event.values();
		if (this.events >= LONG_RUN && (index == LONG_RUN / 2 || index == LONG_RUN - 1)) {
			return Event.HUNG_LONG;
		}
		return all[(index < all.length - 1) ? index : random.nextInt(all.length - 1)];
	}

	private long happen(Event event, Cluster cluster, Rules rules, Decisions decisions)
			throws IOException, InterruptedException {
		switch (event) {
			case CHANGED -> {
				// The change is the event.
			}
			case KILLED -> {
				cluster.killControlPlane();
				rules.write(decisions.nextGeneration());
				elapse(BAD_TIME);
				cluster.restartControlPlane();
				return awaitNewest(event, decisions);
			}
			case TERMINATED -> {
				cluster.terminateControlPlane();
				rules.write(decisions.nextGeneration());
				cluster.restartControlPlane();
				return awaitNewest(event, decisions);
			}
			case HUNG, HUNG_LONG -> {
				cluster.signalControlPlane("STOP");
				rules.write(decisions.nextGeneration());
				elapse((event == Event.HUNG) ? BAD_TIME : LONG_TIME);
				cluster.signalControlPlane("CONT");
				return awaitNewest(event, decisions);
			}
			case GARBAGE_BYTES, GARBAGE_RULES -> {
				cluster.killControlPlane();
				if (event == Event.GARBAGE_BYTES) {
					this.garbage.speakBytes(cluster.controlPlanePort());
				}
				else {
					this.garbage.speakRules(cluster.controlPlanePort());
				}
				rules.write(decisions.nextGeneration());
				cluster.restartControlPlane();
				return awaitNewest(event, decisions);
			}
			case BROKEN_RULES -> {
				rules.breakAll();
				elapse(BAD_TIME);
			}
		}
		rules.write(decisions.nextGeneration());
		return awaitNewest(event, decisions);
	}

	/**
	 * Waits until all requests are decided by the newest rules.
	 * @return the milliseconds that it took
	 */
	private long awaitNewest(Event event, Decisions decisions) {
		long start = System.nanoTime();
		while (!decisions.areNewest()) {
			if (System.nanoTime() - start > PATIENCE.toNanos()) {
				throw new IllegalStateException("after " + event + " the rules do not come into force");
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
		return Duration.ofNanos(System.nanoTime() - start).toMillis();
	}

	private static void elapse(Duration time) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(time.toNanos());
	}

	private boolean report(Load load, Decisions decisions, Duration time) {
		double rate = load.requests() * 1e9 / time.toNanos();
		List<Long> all = this.convergence.values().stream().flatMap(Collection::stream).sorted().toList();
		this.out.printf("%d events in %d s, %d requests, %.0f a second%n", this.events, time.toSeconds(),
				load.requests(), rate);
		this.out.printf("%d failed requests, %d wrong decisions%n", load.failures(), decisions.wrong());
		load.told().forEach((failure) -> this.out.println("  failed: " + failure));
		decisions.told().forEach((wrong) -> this.out.println("  wrong: " + wrong));
		this.out.printf("garbage: %d connections got bytes, %d pushes were refused%n", this.garbage.bytes(),
				this.garbage.rules());
		this.out.println("milliseconds until all requests are decided by the newest rules, from the moment the control "
				+ "plane is back:");
		this.convergence.forEach((event, millis) -> this.out.printf("  %-14s %s%n", event, describe(millis)));
		this.out.printf("  %-14s %s%n", "all", describe(all));
		List<String> complaints = new ArrayList<>();
		complain(complaints, load.failures() == 0, "requests failed");
		complain(complaints, decisions.wrong() == 0, "decisions were wrong");
		complain(complaints, median(all) < BUSY_CONVERGENCE.toMillis(), "the median is over 5 seconds");
		complain(complaints, !this.convergence.containsKey(Event.GARBAGE_BYTES) || this.garbage.bytes() > 0,
				"nobody heard the bytes");
		complain(complaints, !this.convergence.containsKey(Event.GARBAGE_RULES) || this.garbage.rules() > 0,
				"nobody heard the rules of garbage");
		if (this.strict) {
			complain(complaints, rate >= PROMISED_RATE, "too few requests went through");
			complain(complaints, all.get(all.size() - 1) < CONVERGENCE.toMillis(), "a change took over a second");
		}
		this.out.println(complaints.isEmpty() ? "all is well" : "NOT WELL: " + String.join(", ", complaints));
		return complaints.isEmpty();
	}

	private static void complain(List<String> complaints, boolean isWell, String complaint) {
		if (!isWell) {
			complaints.add(complaint);
		}
	}

	private static String describe(List<Long> millis) {
		List<Long> sorted = millis.stream().sorted().toList();
		return "n %d, median %d, max %d".formatted(sorted.size(), median(sorted), sorted.get(sorted.size() - 1));
	}

	private static long median(List<Long> sorted) {
		return sorted.get(sorted.size() / 2);
	}

}
