package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Collects what is wrong with one document. The identity of the document is known only
 * after a part of it was read, so rejections are made at the end.
 */
final class Problems {

	/**
	 * The most problems that one document reports.
	 */
	static final int MAX_PROBLEMS = 100;

	private final String source;

	private final int lineOffset;

	private final List<Problem> problems = new ArrayList<>();

	private @Nullable String kind;

	private @Nullable String namespace;

	private @Nullable String name;

	private boolean errors;

	private int dropped;

	/**
	 * Creates an empty collection.
	 * @param source the file or other place of the document
	 * @param lineOffset the number of lines before the text that the marks count in
	 */
	Problems(String source, int lineOffset) {
		this.source = source;
		this.lineOffset = lineOffset;
	}

	void kind(@Nullable String kind) {
		this.kind = kind;
	}

	void identity(@Nullable String namespace, @Nullable String name) {
		this.namespace = namespace;
		this.name = name;
	}

	void error(@Nullable Mark at, String path, String reason, String fix) {
		this.errors = true;
		add(new Problem(Severity.ERROR, line(at), column(at), path, reason, fix));
	}

	void error(Node at, String path, String reason, String fix) {
		error(at.getStartMark(), path, reason, fix);
	}

	void warning(Node at, String path, String reason, String fix) {
		Mark mark = at.getStartMark();
		add(new Problem(Severity.WARNING, line(mark), column(mark), path, reason, fix));
	}

	boolean hasErrors() {
		return this.errors;
	}

	int lineOffset() {
		return this.lineOffset;
	}

	int line(@Nullable Mark mark) {
		return (mark != null) ? mark.getLine() + 1 + this.lineOffset : 0;
	}

	int column(@Nullable Mark mark) {
		return (mark != null) ? mark.getColumn() + 1 : 0;
	}

	private void add(Problem problem) {
		if (this.problems.size() == MAX_PROBLEMS) {
			this.dropped++;
			return;
		}
		this.problems.add(problem);
	}

	/**
	 * All problems in the order of the text.
	 * @return the rejections
	 */
	List<Rejection> rejections() {
		List<Rejection> rejections = new ArrayList<>();
		this.problems.stream()
			.sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
			.map(this::rejection)
			.forEach(rejections::add);
		if (this.dropped > 0) {
			rejections.add(rejection(new Problem(this.errors ? Severity.ERROR : Severity.WARNING, 0, 0, "",
					this.dropped + " more problems are not listed", "mend the problems above first")));
		}
		return List.copyOf(rejections);
	}

	private Rejection rejection(Problem problem) {
		return new Rejection(problem.severity(), this.kind, this.namespace, this.name, this.source, problem.line(),
				problem.column(), problem.path(), problem.reason(), problem.fix());
	}

	private record Problem(Severity severity, int line, int column, String path, String reason, String fix) {
	}

}
