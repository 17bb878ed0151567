package io.opensergo.samples.fullchain.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The story of the demo: each scene does something to the running system and looks at
 * what its users see.
 */
final class Story {

	private static final int CALLS = 20;

	private static final int WEIGHTED_CALLS = 2000;

	private static final double TEN_PERCENT = 0.1;

	private static final int CALLERS = 4;

	private static final double DEVIATIONS = 3;

	private static final int CALLS_AROUND_KILL = 400;

	private static final int SHOWN_FAILURES = 3;

	private static final Duration EFFECT_LIMIT = Duration.ofSeconds(1);

	private static final String OTHER_USER = "67890";

	private static final String LANE_FILE = "gray-lane.yaml";

	private final Cluster cluster;

	private final Gateway gateway;

	private final RulesFolder rules;

	private final Installation installation;

	private final PrintStream out;

	private final List<Scene> scenes = new ArrayList<>();

	Story(Cluster cluster, Gateway gateway, RulesFolder rules, Installation installation, PrintStream out) {
		this.cluster = cluster;
		this.gateway = gateway;
		this.rules = rules;
		this.installation = installation;
		this.out = out;
	}

	/**
	 * Plays all scenes. One that fails does not stop the next.
	 */
	List<Scene> tell() {
		play("a call without a lane", "base on every hop", this::baselineCall);
		play("a call of user 12345", "gray; base at stock, gray again after it", this::coloredCall);
		play("a forged lane header", "removed: base on every hop", this::forgedCall);
		play("the logs of one gray call", "lane=gray in 5 lines of 4 services", this::logLines);
		play("a router sends 10 % to gray", "10 % of " + WEIGHTED_CALLS + " calls", this::weightedCalls);
		play("a rule is edited on disk", "in force in < 1 s", this::editedRule);
		play("gray payment is killed", "no failed call, base payment", this::killedPayment);
		play("the control plane is killed", "no failed call, lane as before", this::killedControlPlane);
		return List.copyOf(this.scenes);
	}

	private void play(String title, String expected, Play play) {
		Scene scene = played(title, expected, play);
		this.scenes.add(scene);
		this.out.printf("%n%d. %s: %s  %s%n", this.scenes.size(), title, scene.observed(), scene.verdict());
	}

	private static Scene played(String title, String expected, Play play) {
		try {
			Outcome outcome = play.play();
			return new Scene(title, expected, outcome.observed(), outcome.ok());
		}
		catch (Exception ex) {
			String reason = (ex instanceof DemoException) ? String.valueOf(ex.getMessage()) : ex.toString();
			return new Scene(title, expected, reason, false);
		}
	}

	private Outcome baselineCall() {
		return calls(Gateway.NOBODY, Route.BASE);
	}

	private Outcome coloredCall() {
		return calls(Gateway.GRAY_USER, Route.GRAY);
	}

	private Outcome forgedCall() {
		return calls(Map.of("x-opensergo-traffic", "gray", "baggage", "x-opensergo-traffic=gray"), Route.BASE);
	}

	private Outcome calls(Map<String, String> headers, Route route) {
		int right = 0;
		for (int i = 0; i < CALLS; i++) {
			Answer answer = this.gateway.order(headers);
			if (answer.took(route)) {
				right++;
			}
			if (i == 0 || !answer.took(route)) {
				this.out.println("   " + answer.describe());
			}
		}
		return new Outcome(right + " of " + CALLS + " calls", right == CALLS);
	}

	private Outcome logLines() {
		String id = "logged-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
		Answer answer = this.gateway.order(id, Gateway.GRAY_USER);
		if (answer.isFailed()) {
			return new Outcome(answer.failure(), false);
		}
		List<String> names = List.of("gateway", "order-gray", "stock-base", "payment-gray");
		Waiting.PATIENT.until("the logs have order " + id, () -> laneLines(names, id).size() >= 5);
		List<String> lines = laneLines(names, id);
		lines.forEach((line) -> this.out.println("   " + line));
		return new Outcome(lines.size() + " lines", lines.size() == 5);
	}

	private List<String> laneLines(List<String> names, String id) {
		return names.stream()
			.flatMap((name) -> this.cluster.process(name).logLines().stream())
			.filter((line) -> line.contains(id) && line.contains("[lane=gray]"))
			.toList();
	}

	private Outcome weightedCalls() throws Exception {
		Path router = this.installation.scene("order-ten-percent.yaml");
		this.rules.add(router);
		try {
			Waiting.PATIENT.until("the gateway has the router",
					() -> this.cluster.hasRule("gateway", "order-ten-percent"));
			return shareOfGrayOrders();
		}
		finally {
			this.rules.remove(router);
			Waiting.PATIENT.until("the gateway has forgotten the router",
					() -> !this.cluster.hasRule("gateway", "order-ten-percent"));
		}
	}

	private Outcome shareOfGrayOrders() throws Exception {
		Share share = countGrayOrders();
		if (!share.isWithin(TEN_PERCENT, DEVIATIONS)) {
			// Chance puts one count in 370 out of the range; two in a row are no chance.
			this.out.printf("   %s is out of the range, so the calls are counted once more%n", share);
			share = countGrayOrders();
		}
		return new Outcome(share + ", allowed " + share.allowed(TEN_PERCENT, DEVIATIONS),
				share.isWithin(TEN_PERCENT, DEVIATIONS));
	}

	private Share countGrayOrders() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			List<Future<Answer>> answers = new ArrayList<>();
			for (int i = 0; i < WEIGHTED_CALLS; i++) {
				answers.add(callers.submit(() -> this.gateway.order(Gateway.NOBODY)));
			}
			int gray = 0;
			for (int i = 0; i < answers.size(); i++) {
				Answer answer = answers.get(i).get();
				if (answer.isFailed()) {
					throw new DemoException(answer.failure());
				}
				gray += "v2".equals(answer.path().get(1).version()) ? 1 : 0;
				if ((i + 1) % (WEIGHTED_CALLS / 4) == 0) {
					this.out.printf("   %d calls, %d to gray%n", i + 1, gray);
				}
			}
			return new Share(gray, WEIGHTED_CALLS);
		}
		finally {
			callers.shutdownNow();
		}
	}

	private Outcome editedRule() throws Exception {
		Map<String, String> otherUser = Map.of("X-User-Id", OTHER_USER);
		Answer before = this.gateway.order(otherUser);
		if (!before.took(Route.BASE)) {
			return new Outcome("before the edit: " + before.describe(), false);
		}
		Duration there = edit("12345", OTHER_USER, otherUser);
		Duration back = edit(OTHER_USER, "12345", Gateway.GRAY_USER);
		return new Outcome(String.format(Locale.ROOT, "%d ms, and back in %d ms", there.toMillis(), back.toMillis()),
				there.compareTo(EFFECT_LIMIT) < 0 && back.compareTo(EFFECT_LIMIT) < 0);
	}

	private Duration edit(String user, String replacement, Map<String, String> headers) throws Exception {
		this.rules.edit(LANE_FILE, user, replacement);
		return Waiting.MEASURING.until("user " + replacement + " is in the lane",
				() -> this.gateway.order(headers).took(Route.GRAY));
	}

	private Outcome killedPayment() {
		try (Load load = Load.start(this.gateway)) {
			load.awaitMore(CALLS_AROUND_KILL);
			this.cluster.process(Cluster.GRAY_PAYMENT).kill();
			Duration fallback = Waiting.MEASURING.until("gray calls are paid by base",
					() -> this.gateway.order(Gateway.GRAY_USER).took(Route.GRAY_WITHOUT_PAYMENT));
			load.awaitMore(CALLS_AROUND_KILL);
			this.out.printf("   fell back %d ms after the kill; waiting until the registry notices%n",
					fallback.toMillis());
			this.cluster.awaitGrayPaymentForgotten();
			load.awaitMore(CALLS_AROUND_KILL);
			return outcome(load, Route.GRAY_WITHOUT_PAYMENT);
		}
	}

	private Outcome killedControlPlane() {
		Route gray = this.cluster.process(Cluster.GRAY_PAYMENT).isAlive() ? Route.GRAY : Route.GRAY_WITHOUT_PAYMENT;
		try (Load load = Load.start(this.gateway)) {
			load.awaitMore(CALLS_AROUND_KILL);
			this.cluster.process(Cluster.CONTROL_PLANE).kill();
			load.awaitMore(2 * CALLS_AROUND_KILL);
			return outcome(load, gray);
		}
	}

	/**
	 * Zero failures, and both kinds of calls still take their way.
	 */
	private Outcome outcome(Load load, Route gray) {
		load.close();
		Answer colored = this.gateway.order(Gateway.GRAY_USER);
		Answer baseline = this.gateway.order(Gateway.NOBODY);
		this.out.println("   " + colored.describe());
		this.out.println("   " + baseline.describe());
		List<String> failures = load.failures();
		failures.stream().limit(SHOWN_FAILURES).forEach((failure) -> this.out.println("   failed: " + failure));
		boolean ok = failures.isEmpty() && colored.took(gray) && baseline.took(Route.BASE);
		return new Outcome(failures.size() + " of " + load.total() + " calls failed", ok);
	}

	/**
	 * What a scene does.
	 */
	@FunctionalInterface
	private interface Play {

		Outcome play() throws Exception;

	}

	/**
	 * What a scene saw.
	 */
	private record Outcome(String observed, boolean ok) {
	}

}
