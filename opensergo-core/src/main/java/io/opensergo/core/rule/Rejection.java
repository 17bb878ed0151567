package io.opensergo.core.rule;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A problem of a rule document, said so that its author can mend it.
 *
 * @param severity whether the document is refused
 * @param kind the kind as written, {@code null} when it cannot be told
 * @param namespace the namespace of the rule, {@code null} when it cannot be told
 * @param name the name of the rule, {@code null} when it cannot be told
 * @param source the file or other place that holds the document
 * @param line the line, from 1; 0 when there is none
 * @param column the column, from 1; 0 when there is none
 * @param path the place inside the document, such as
 * {@code spec.http[0].route[1].weight}; empty for the document as a whole
 * @param reason what is wrong
 * @param fix what to write instead
 */
public record Rejection(Severity severity, @Nullable String kind, @Nullable String namespace, @Nullable String name,
		String source, int line, int column, String path, String reason, String fix) {

	public Rejection {
		Objects.requireNonNull(severity, "severity");
		Objects.requireNonNull(source, "source");
		Objects.requireNonNull(path, "path");
		Objects.requireNonNull(reason, "reason");
		Objects.requireNonNull(fix, "fix");
	}

	/**
	 * One line: place, rule, path, reason and fix.
	 * @return the line, it begins with the source
	 */
	public String describe() {
		StringBuilder text = new StringBuilder(this.source);
		if (this.line > 0) {
			text.append(':').append(this.line).append(':').append(this.column);
		}
		text.append(": ").append((this.severity == Severity.ERROR) ? "error" : "warning").append(": ");
		if (this.kind != null) {
			text.append(this.kind);
			if (this.name != null) {
				text.append(' ').append(this.namespace).append('/').append(this.name);
			}
			text.append(": ");
		}
		if (!this.path.isEmpty()) {
			text.append(this.path).append(": ");
		}
		return text.append(this.reason).append("; ").append(this.fix).toString();
	}

	/**
	 * How bad it is.
	 */
	public enum Severity {

		/**
		 * The document is refused; the last good version of the rule stays.
		 */
		ERROR,

		/**
		 * The document is in force, but its author should look.
		 */
		WARNING

	}

}
