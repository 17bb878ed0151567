package io.opensergo.core.protection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.opensergo.core.match.StringMatcher;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.AdaptiveOverloadProtectionStrategy;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.FaultToleranceRule.Target;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RuleId;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.source.RuleSnapshot;

/**
 * Which strategies protect which resources of this application. Compiled once per
 * snapshot; immutable.
 */
public final class ProtectionPlan {

	/**
	 * The kinds of rules that a plan is made of.
	 */
	public static final Set<RuleKind> KINDS = kinds();

	/**
	 * A plan that protects nothing.
	 */
	public static final ProtectionPlan EMPTY = new ProtectionPlan(0, List.of(), List.of());

	private static final Comparator<RuleId> BY_NAME = Comparator.comparing(RuleId::namespace)
		.thenComparing(RuleId::name);

	private final long version;

	private final List<Protection> protections;

	private final List<Rejection> rejections;

	private final Map<String, List<TargetedProtection>> exact;

	private final List<TargetedProtection> others;

	private ProtectionPlan(long version, List<Protection> protections, List<Rejection> rejections) {
		this.version = version;
		this.protections = List.copyOf(protections);
		this.rejections = List.copyOf(rejections);
		Map<String, List<TargetedProtection>> exact = new HashMap<>();
		List<TargetedProtection> others = new ArrayList<>();
		for (int position = 0; position < protections.size(); position++) {
			Protection protection = protections.get(position);
			if (protection.rule().targets().isEmpty()) {
				others.add(new TargetedProtection(position, protection, (resource) -> true));
			}
			for (Target target : protection.rule().targets()) {
				TargetedProtection targeted = new TargetedProtection(position, protection,
						StringMatcher.of(target.resource()));
				if (target.resource() instanceof StringMatch.Exact condition && !condition.ignoreCase()) {
					exact.computeIfAbsent(condition.value(), (name) -> new ArrayList<>()).add(targeted);
				}
				else {
					others.add(targeted);
				}
			}
		}
		this.exact = Map.copyOf(exact);
		this.others = List.copyOf(others);
	}

	private static Set<RuleKind> kinds() {
		Set<RuleKind> kinds = EnumSet.copyOf(ProtectionStrategy.KINDS);
		kinds.add(RuleKind.FAULT_TOLERANCE_RULE);
		kinds.add(RuleKind.HTTP_REQUEST_FALLBACK_ACTION);
		return Collections.unmodifiableSet(kinds);
	}

	/**
	 * Compiles a snapshot.
	 * @param snapshot the snapshot
	 * @param application the application that the rules protect
	 * @return the plan
	 */
	public static ProtectionPlan compile(RuleSnapshot snapshot, Caller application) {
		Objects.requireNonNull(application, "application");
		ProtectionReferences references = new ProtectionReferences(snapshot);
		List<Protection> protections = new ArrayList<>();
		snapshot.rules(FaultToleranceRule.class)
			.stream()
			.filter((rule) -> concerns(rule, application))
			.sorted(Comparator.comparing(FaultToleranceRule::id, BY_NAME))
			.forEach((rule) -> protections.addAll(references.resolve(rule)));
		return new ProtectionPlan(snapshot.version(), protections, references.problems());
	}

	/**
	 * Whether a rule protects an application.
	 * @param rule the rule
	 * @param application the application
	 * @return {@code true} when it does
	 */
	public static boolean concerns(FaultToleranceRule rule, Caller application) {
		if (!rule.metadata().namespace().equals(application.namespace())) {
			return false;
		}
		if (!rule.selector().isEmpty()) {
			return application.labels().entrySet().containsAll(rule.selector().entrySet());
		}
		String app = rule.metadata().labels().get(RuleMetadata.APP_LABEL);
		return app == null || app.equals(application.app());
	}

	/**
	 * The version of the snapshot.
	 * @return the version
	 */
	public long version() {
		return this.version;
	}

	/**
	 * All protections of this application.
	 * @return rules in the order of their names, strategies as they are written
	 */
	public List<Protection> protections() {
		return this.protections;
	}

	/**
	 * What rules that concern this application refer to in vain: the reference has no
	 * effect, everything else stays in force.
	 * @return the problems
	 */
	public List<Rejection> rejections() {
		return this.rejections;
	}

	/**
	 * The protections of a resource. To be asked for once per resource and plan. A rule
	 * without targets concerns every resource; that is only so for a rule whose
	 * strategies are all {@link AdaptiveOverloadProtectionStrategy}.
	 * @param resource the name of the resource
	 * @return the protections in the order of {@link #protections()}, each once
	 */
	public List<Protection> protectionsOf(String resource) {
		List<TargetedProtection> candidates = new ArrayList<>(this.exact.getOrDefault(resource, List.of()));
		this.others.stream().filter((candidate) -> candidate.matcher().matches(resource)).forEach(candidates::add);
		return candidates.stream()
			.sorted(Comparator.comparingInt(TargetedProtection::position))
			.map(TargetedProtection::protection)
			.distinct()
			.toList();
	}

	private record TargetedProtection(int position, Protection protection, StringMatcher matcher) {
	}

}
