package io.opensergo.core.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleId;
import org.jspecify.annotations.Nullable;

/**
 * What one document of a text turned out to be.
 *
 * @param source the file or other place that holds the document
 * @param line the line where it begins, from 1; 0 when unknown
 * @param kind the kind as written, {@code null} when it cannot be told
 * @param namespace the namespace, {@code null} when the name cannot be told
 * @param name the name, {@code null} when it cannot be told
 * @param rule the rule, {@code null} when the document was refused or is no rule
 * @param rejections what is wrong with it
 */
public record RuleDocument(String source, int line, @Nullable String kind, @Nullable String namespace,
		@Nullable String name, @Nullable Rule rule, List<Rejection> rejections) {

	public RuleDocument {
		Objects.requireNonNull(source, "source");
		rejections = List.copyOf(rejections);
	}

	/**
	 * A document that cannot be read at all, such as a file without permission.
	 * @param source the place
	 * @param reason what is wrong
	 * @param fix what to do
	 * @return the document
	 */
	public static RuleDocument unreadable(String source, String reason, String fix) {
		Rejection rejection = new Rejection(Severity.ERROR, null, null, null, source, 0, 0, "", reason, fix);
		return new RuleDocument(source, 0, null, null, null, null, List.of(rejection));
	}

	/**
	 * Whether the document was refused.
	 * @return {@code true} when it has an error
	 */
	public boolean isRefused() {
		return this.rejections.stream().anyMatch((rejection) -> rejection.severity() == Severity.ERROR);
	}

	/**
	 * Puts documents together. Of documents with the same identity the first one counts;
	 * the others become rejections that name its place.
	 * @param documents the documents, in order
	 * @return the rules and what is wrong
	 */
	public static RuleSet merge(List<RuleDocument> documents) {
		Map<RuleId, RuleDocument> first = new HashMap<>();
		List<Rule> rules = new ArrayList<>();
		List<Rejection> rejections = new ArrayList<>();
		for (RuleDocument document : documents) {
			rejections.addAll(document.rejections());
			if (document.rule() == null) {
				continue;
			}
			RuleDocument previous = first.putIfAbsent(document.rule().id(), document);
			if (previous == null) {
				rules.add(document.rule());
			}
			else {
				rejections.add(document.duplicateOf(previous));
			}
		}
		return new RuleSet(rules, rejections);
	}

	private Rejection duplicateOf(RuleDocument first) {
		return new Rejection(Severity.ERROR, this.kind, this.namespace, this.name, this.source, this.line, 1,
				"metadata.name", "the same rule is already defined in " + first.source() + ":" + first.line(),
				"rename or remove one of the two");
	}

}
