package io.opensergo.core.rule;

import java.util.Objects;

/**
 * The identity of a rule. Two documents with the same identity are two versions of one
 * rule.
 *
 * @param kind the kind
 * @param namespace the namespace, never empty
 * @param name the name, never empty
 */
public record RuleId(RuleKind kind, String namespace, String name) {

	public RuleId {
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(namespace, "namespace");
		Objects.requireNonNull(name, "name");
	}

	/**
	 * The name with its namespace, as decisions and reports show it.
	 * @return {@code namespace/name}
	 */
	public String qualifiedName() {
		return this.namespace + "/" + this.name;
	}

	@Override
	public String toString() {
		return this.kind.kind() + " " + qualifiedName();
	}

}
