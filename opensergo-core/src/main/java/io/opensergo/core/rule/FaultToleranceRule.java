package io.opensergo.core.rule;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Protects resources by strategies. Strategies and action are documents of their own,
 * found by name in the namespace of the rule.
 *
 * @param metadata the metadata; without a selector, its label {@code app} names the
 * application
 * @param selector labels of the applications that the rule protects, all must be
 * contained; empty for the application of the label {@code app}, or for all of the
 * namespace when there is none
 * @param targets the resources, one match is enough
 * @param strategies the strategies, all of them apply
 * @param fallbackAction what a blocked request is answered with, or {@code null}
 * @see <a href=
 * "https://github.com/opensergo/opensergo-specification/blob/main/specification/en/fault-tolerance.md">OpenSergo:
 * FaultToleranceRule</a>
 */
public record FaultToleranceRule(RuleMetadata metadata, Map<String, String> selector, List<Target> targets,
		List<StrategyReference> strategies, @Nullable ActionReference fallbackAction) implements Rule {

	public FaultToleranceRule {
		Objects.requireNonNull(metadata, "metadata");
		selector = Map.copyOf(selector);
		targets = List.copyOf(targets);
		strategies = List.copyOf(strategies);
	}

	@Override
	public RuleKind kind() {
		return RuleKind.FAULT_TOLERANCE_RULE;
	}

	/**
	 * Resources that a rule protects.
	 *
	 * @param resource the condition on the name of the resource: exact as the
	 * specification has it; prefix and regex are extensions
	 */
	public record Target(StringMatch resource) {

		public Target {
			Objects.requireNonNull(resource, "resource");
		}

	}

	/**
	 * Names a strategy.
	 *
	 * @param name the name
	 * @param kind the kind, {@code null} when it is left out and the name alone decides
	 */
	public record StrategyReference(String name, @Nullable RuleKind kind) {

		public StrategyReference {
			Objects.requireNonNull(name, "name");
		}

	}

	/**
	 * Names an {@link HttpRequestFallbackAction}.
	 *
	 * @param name the name
	 */
	public record ActionReference(String name) {

		public ActionReference {
			Objects.requireNonNull(name, "name");
		}

	}

}
