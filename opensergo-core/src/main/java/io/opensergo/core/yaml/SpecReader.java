package io.opensergo.core.yaml;

import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code spec} of one kind. Reports every problem; what it returns counts only
 * when there was no error.
 */
@FunctionalInterface
interface SpecReader {

	/**
	 * Reads a spec.
	 * @param metadata the metadata of the document
	 * @param spec the spec
	 * @return the rule, or {@code null} when a required part is missing
	 */
	@Nullable Rule read(RuleMetadata metadata, YamlObject spec);

}
