package io.opensergo.controlplane;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import io.opensergo.client.ControlPlaneClientOptions;
import io.opensergo.client.ControlPlaneRuleSource;
import io.opensergo.controlplane.explain.ExplainRequest;
import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.route.Caller;
import io.opensergo.core.route.RouteDecision;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.source.RuleStore;

/**
 * An application that decides on requests, and notices when a decision is wrong.
 */
final class ChaosApplication implements AutoCloseable {

	private static final int MAX_FAILURES = 20;

	private static final Caller CALLER = Caller.of("order", "default", Map.of());

	private final RuleStore store;

	private final AtomicLong requests = new AtomicLong();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private volatile CompiledRules rules = CompiledRules.compile(RuleSnapshot.EMPTY, CALLER);

	private int newestSeen;

	ChaosApplication(ControlPlaneClientOptions options) {
		ControlPlaneRuleSource source = new ControlPlaneRuleSource(options);
		source.subscribe("stock", RuleKind.TRAFFIC_ROUTER);
		this.store = new RuleStore(List.of(source));
		this.store.addListener((snapshot) -> this.rules = CompiledRules.compile(snapshot, CALLER));
		this.store.start();
	}

	/**
	 * Decides on one request, and on another one by the same rules.
	 */
	synchronized void request() {
		try {
			CompiledRules rules = this.rules;
			int first = generation(rules, "/first");
			int second = generation(rules, "/second");
			this.requests.addAndGet(2);
			if (first != second) {
				fail("one set of rules decides by generation " + first + " and by " + second);
			}
			if (first < this.newestSeen) {
				fail("generation " + first + " decides after generation " + this.newestSeen);
			}
			this.newestSeen = Math.max(this.newestSeen, first);
		}
		catch (RuntimeException ex) {
			fail("no decision: " + ex);
		}
	}

	private void fail(String failure) {
		if (this.failures.size() < MAX_FAILURES) {
			this.failures.add(failure);
		}
	}

	/**
	 * The generation of the rules in force, 0 without rules.
	 */
	int generation() {
		return generation(this.rules, "/first");
	}

	private static int generation(CompiledRules rules, String path) {
		RouteDecision decision = rules.routes("stock")
			.decide(new ExplainRequest("stock", "GET", "http", "stock", path, Map.of(), null), () -> 0);
		if (decision instanceof RouteDecision.Forward forward && forward.chosen().subset() != null) {
			return Integer.parseInt(forward.chosen().subset().substring(1));
		}
		return 0;
	}

	long requests() {
		return this.requests.get();
	}

	List<String> failures() {
		return List.copyOf(this.failures);
	}

	@Override
	public void close() {
		this.store.close();
	}

}
