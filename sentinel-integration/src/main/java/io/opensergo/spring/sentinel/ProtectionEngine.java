package io.opensergo.spring.sentinel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.protection.Protection;
import io.opensergo.core.protection.ProtectionPlan;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.ConcurrencyLimitStrategy;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.ThrottlingStrategy;
import io.opensergo.spring.sentinel.GuardRegistry.Key;
import io.opensergo.spring.sentinel.ProtectionOptions.GlobalConcurrency;
import io.opensergo.spring.sentinel.limit.CircuitBreaker.State;
import io.opensergo.spring.sentinel.limit.TimeSource;

/**
 * Protects the resources of one application by its fault-tolerance rules. Our slots in
 * Sentinel's chains ask it for each entry, from all threads; a new plan is one reference
 * that is swapped. Counters and open breakers stay as long as rule, strategy and resource
 * stay the same.
 * <p>
 * It works from {@link #start()} to {@link #close()}, and again after a further start.
 * Sentinel knows resources but not applications: when several applications of one virtual
 * machine have engines, the rules of all of them count for a resource.
 */
public final class ProtectionEngine implements AutoCloseable {

	private final TimeSource time;

	private final OverloadMetrics metrics;

	private final GlobalTokens tokens;

	private final ProtectionOptions options;

	private final RoutingFailures failures;

	private final List<ProtectionListener> listeners;

	private final GuardRegistry registry;

	/**
	 * Stands for no guards.
	 */
	private final ResourceGuards none = new ResourceGuards(this, "", List.of());

	private volatile InstanceShare share = InstanceShare.ALONE;

	private volatile InForce inForce = new InForce(ProtectionPlan.EMPTY);

	/**
	 * Creates an engine without rules, which is not started.
	 * @param time the time
	 * @param metrics what tells overload
	 * @param tokens who counts for all instances
	 * @param options what the application has decided
	 * @param failures counts errors of the engine, at each of which a request passes
	 * @param listeners hear what protection does
	 */
	public ProtectionEngine(TimeSource time, OverloadMetrics metrics, GlobalTokens tokens, ProtectionOptions options,
			RoutingFailures failures, List<ProtectionListener> listeners) {
		this.time = time;
		this.metrics = metrics;
		this.tokens = tokens;
		this.options = options;
		this.failures = failures;
		this.listeners = List.copyOf(listeners);
		this.registry = new GuardRegistry(this::counting);
	}

	/**
	 * Begins to protect.
	 */
	public void start() {
		SentinelBridge.register(this);
	}

	/**
	 * Stops protecting. Requests that run are counted to their end.
	 */
	@Override
	public void close() {
		SentinelBridge.unregister(this);
	}

	/**
	 * Puts a plan in force. To be called from one thread at a time; returns after
	 * requests see the new plan.
	 * @param plan the plan
	 */
	public void apply(ProtectionPlan plan) {
		this.inForce = new InForce(plan);
		this.registry.prune(plan);
	}

	/**
	 * The number of instances has changed: limits of mode {@code GlobalToLocal}, and what
	 * stands in for a limit that nobody counts for all, follow. What they have counted
	 * stays.
	 * @param share the share of this instance
	 */
	public void apply(InstanceShare share) {
		this.share = Objects.requireNonNull(share, "share");
		long now = this.time.nanoTime();
		this.registry.all().forEach((guard) -> guard.resize(share, now));
	}

	/**
	 * The plan in force.
	 * @return the plan
	 */
	public ProtectionPlan plan() {
		return this.inForce.plan;
	}

	/**
	 * Whether an entry of a resource may wait for the answer of a token server. A caller
	 * on a thread that must not block, such as an event loop, makes such an entry on
	 * another thread.
	 * @param resource the resource
	 * @param inbound whether requests to this application are meant
	 * @return {@code true} when it may
	 */
	public boolean mayWaitForTokens(String resource, boolean inbound) {
		return guards(resource, inbound).askForTokens();
	}

	/**
	 * What is wrong with rules that concern this application: references in vain, and
	 * strategies that cannot be applied as they are written.
	 * @return the problems; a warning when the strategy is in force in another form
	 */
	public List<Rejection> rejections() {
		ProtectionPlan plan = plan();
		List<Rejection> rejections = new ArrayList<>(plan.rejections());
		rejections.addAll(new GlobalLimits(this.options, this.tokens).problems(plan));
		return List.copyOf(rejections);
	}

	/**
	 * How each strategy of each rule is applied.
	 * @return the status, in the order of the plan
	 */
	public List<ProtectionStatus> status() {
		return ProtectionStatus.of(plan(), this.registry, new EffectiveForm(this.options, this.tokens, this.share),
				this.time.nanoTime());
	}

	/**
	 * Sheds a request when the instance is overloaded.
	 * @param resource the resource
	 * @throws BlockException when it is
	 */
	void checkOverload(String resource) throws BlockException {
		guards(resource, true).checkOverload(this.metrics);
	}

	/**
	 * The guards of a resource.
	 * @param resource the resource
	 * @param inbound whether requests to this application are meant
	 * @return the guards, {@link #noGuards()} without a rule
	 */
	ResourceGuards guards(String resource, boolean inbound) {
		InForce inForce = this.inForce;
		if (inForce.plan.protections().isEmpty()) {
			return this.none;
		}
		Map<String, ResourceGuards> known = inbound ? inForce.inbound : inForce.outbound;
		ResourceGuards guards = known.get(resource);
		if (guards == null) {
			guards = compile(inForce.plan, resource, inbound);
			known.put(resource, guards);
		}
		return guards;
	}

	private ResourceGuards compile(ProtectionPlan plan, String resource, boolean inbound) {
		List<Guard> guards = new ArrayList<>();
		for (Protection protection : plan.protectionsOf(resource)) {
			if (applies(protection, inbound)) {
				Guard guard = this.registry.guard(protection, resource,
						(key, counts) -> create(protection, key, counts));
				// the share may have changed while the guard was made
				guard.resize(this.share, this.time.nanoTime());
				guards.add(guard);
			}
		}
		return guards.isEmpty() ? this.none : new ResourceGuards(this, resource, guards);
	}

	private boolean applies(Protection protection, boolean inbound) {
		if (protection.strategy() instanceof AdaptiveOverloadProtectionStrategy) {
			return inbound;
		}
		return !(protection.strategy() instanceof ConcurrencyLimitStrategy strategy)
				|| strategy.limitMode() != LimitMode.GLOBAL
				|| this.options.globalConcurrency() == GlobalConcurrency.LOCAL;
	}

	private Guard create(Protection protection, Key key, ProtectionCounts counts) {
		String resource = key.resource();
		long now = this.time.nanoTime();
		if (key.strategy() instanceof RateLimitStrategy strategy) {
			return (strategy.limitMode() != LimitMode.GLOBAL)
					? new RateGuard(protection, resource, counts, this.share, now) : new GlobalRateGuard(protection,
							resource, counts, this.tokens, this.options.withoutTokens(), this.share, now);
		}
		if (key.strategy() instanceof ConcurrencyLimitStrategy) {
			return new ConcurrencyGuard(protection, resource, counts, this.share);
		}
		if (key.strategy() instanceof CircuitBreakerStrategy) {
			return new BreakerGuard(protection, resource, counts, (from, to) -> changed(key, from, to));
		}
		if (key.strategy() instanceof ThrottlingStrategy) {
			return new ThrottlingGuard(protection, resource, counts, now);
		}
		return new OverloadGuard(protection, resource, counts);
	}

	private void changed(Key key, State from, State to) {
		Guard guard = this.registry.find(key);
		if (guard == null) {
			return;
		}
		BreakerStateChange change = new BreakerStateChange(guard.protection(), key.resource(), from, to);
		tell(key.resource(), (listener) -> listener.breakerChanged(change));
	}

	private void counting(ProtectionCounts counts) {
		tell(counts.resource(), (listener) -> listener.counting(counts));
	}

	private void tell(String resource, Consumer<ProtectionListener> event) {
		for (ProtectionListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				failed(resource, ex);
			}
		}
	}

	/**
	 * The engine failed at a request, which passes.
	 * @param resource the resource
	 * @param failure what happened
	 */
	void failed(String resource, Throwable failure) {
		this.failures.protectionFailed(resource, failure);
	}

	/**
	 * The guards of a resource that no rule protects.
	 * @return always the same
	 */
	ResourceGuards noGuards() {
		return this.none;
	}

	TimeSource time() {
		return this.time;
	}

	/**
	 * A plan with the guards of the resources that were asked for.
	 */
	private static final class InForce {

		private final ProtectionPlan plan;

		private final Map<String, ResourceGuards> inbound = new ConcurrentHashMap<>();

		private final Map<String, ResourceGuards> outbound = new ConcurrentHashMap<>();

		InForce(ProtectionPlan plan) {
			this.plan = plan;
		}

	}

}
