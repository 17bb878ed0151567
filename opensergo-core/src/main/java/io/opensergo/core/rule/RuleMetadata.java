package io.opensergo.core.rule;

import java.util.Map;

/**
 * The part of {@code metadata} that carries meaning.
 *
 * @param namespace the namespace
 * @param name the name
 * @param labels the labels; {@code app} names the application that a rule is for
 */
public record RuleMetadata(String namespace, String name, Map<String, String> labels) {

	/**
	 * The label that names the application a rule belongs to.
	 */
	public static final String APP_LABEL = "app";

	public RuleMetadata {
		labels = Map.copyOf(labels);
	}

	/**
	 * Creates metadata without labels.
	 * @param namespace the namespace
	 * @param name the name
	 * @return the metadata
	 */
	public static RuleMetadata of(String namespace, String name) {
		return new RuleMetadata(namespace, name, Map.of());
	}

}
