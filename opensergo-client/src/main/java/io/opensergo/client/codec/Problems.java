package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.RuleKind;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one message. Confined to one thread.
 */
final class Problems {

	/**
	 * The most problems that are told of one message; a hostile one could hold millions.
	 */
	static final int MAX_PROBLEMS = 100;

	private final String source;

	private final RuleKind kind;

	private final List<Rejection> rejections = new ArrayList<>();

	private final String namespace;

	private @Nullable String name;

	private int untold;

	private boolean errors;

	Problems(String source, RuleKind kind, String namespace) {
		this.source = source;
		this.kind = kind;
		this.namespace = namespace;
	}

	void nameRule(String name) {
		this.name = name;
	}

	void error(String path, String reason, String fix) {
		this.errors = true;
		add(Severity.ERROR, path, reason, fix);
	}

	void warning(String path, String reason, String fix) {
		add(Severity.WARNING, path, reason, fix);
	}

	private void add(Severity severity, String path, String reason, String fix) {
		if (this.rejections.size() < MAX_PROBLEMS) {
			this.rejections.add(rejection(severity, path, reason, fix));
		}
		else {
			this.untold++;
		}
	}

	boolean hasErrors() {
		return this.errors;
	}

	List<Rejection> toList() {
		if (this.untold == 0) {
			return List.copyOf(this.rejections);
		}
		List<Rejection> all = new ArrayList<>(this.rejections);
		all.add(rejection(this.errors ? Severity.ERROR : Severity.WARNING, "",
				"there are " + this.untold + " more problems",
				"mend the first " + MAX_PROBLEMS + " to see the others"));
		return List.copyOf(all);
	}

	private Rejection rejection(Severity severity, String path, String reason, String fix) {
		return new Rejection(severity, this.kind.kind(), (this.name != null) ? this.namespace : null, this.name,
				this.source, 0, 0, path, reason, fix);
	}

}
