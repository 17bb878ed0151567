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

	/**
	 * The most targets of a rule.
	 */
	public static final int MAX_TARGETS = 256;

	/**
	 * The most strategies of a rule.
	 */
	public static final int MAX_STRATEGIES = 64;

	/**
	 * The longest name of a resource, in characters.
	 */
	public static final int MAX_RESOURCE_LENGTH = 1024;

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

		/**
		 * The target that a name means.
		 * @param name the name of a resource; {@code *} at its end stands for any rest
		 * @return an exact target, or one of all names that begin so
		 */
		public static Target named(String name) {
			return new Target(name.endsWith("*") ? StringMatch.prefix(name.substring(0, name.length() - 1))
					: StringMatch.exact(name));
		}

		/**
		 * The name that {@link #named} reads as this target.
		 * @return the name
		 * @throws IllegalArgumentException if the target has none: it is a regex, ignores
		 * case, or is the exact name of a resource that ends with {@code *}
		 */
		public String resourceName() {
			if (this.resource instanceof StringMatch.Prefix prefix && !prefix.ignoreCase()) {
				return prefix.value() + "*";
			}
			if (this.resource instanceof StringMatch.Exact exact && !exact.ignoreCase()
					&& !exact.value().endsWith("*")) {
				return exact.value();
			}
			throw new IllegalArgumentException("the target " + this.resource + " has no name; write a regex instead");
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
