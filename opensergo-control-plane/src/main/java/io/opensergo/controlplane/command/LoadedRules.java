package io.opensergo.controlplane.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.protection.ProtectionReferences;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.source.RuleDocument;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.source.RuleSnapshot;

/**
 * What the files of a command line hold.
 */
final class LoadedRules {

	private final int files;

	private final List<RuleDocument> documents;

	private final List<RouteConfiguration> routeConfigurations;

	private final RuleSet rules;

	/**
	 * Puts documents together.
	 * @param files the number of files that were read
	 * @param documents CR documents, and what is wrong with others
	 * @param routeConfigurations Envoy's route configurations
	 */
	LoadedRules(int files, List<RuleDocument> documents, List<RouteConfiguration> routeConfigurations) {
		this.files = files;
		this.documents = List.copyOf(documents);
		this.routeConfigurations = List.copyOf(routeConfigurations);
		this.rules = RuleDocument.merge(this.documents);
	}

	int files() {
		return this.files;
	}

	/**
	 * The number of valid rules.
	 * @return CR rules and route configurations
	 */
	int size() {
		return this.rules.rules().size() + this.routeConfigurations.size();
	}

	boolean hasServiceRules() {
		return !this.rules.rules().isEmpty();
	}

	List<RouteConfiguration> routeConfigurations() {
		return this.routeConfigurations;
	}

	/**
	 * What is wrong with single documents.
	 * @return the problems, in the order of the files
	 */
	List<Rejection> rejections() {
		return this.rules.rejections();
	}

	/**
	 * The namespace of a caller that names none.
	 * @return the one namespace of all rules, else {@code default}
	 */
	String commonNamespace() {
		Set<String> namespaces = namespaces();
		return (namespaces.size() == 1) ? namespaces.iterator().next() : Caller.DEFAULT_NAMESPACE;
	}

	List<Rule> rules() {
		return this.rules.rules();
	}

	/**
	 * The namespaces of the rules.
	 * @return the names, sorted
	 */
	Set<String> namespaces() {
		Set<String> namespaces = new TreeSet<>();
		this.rules.rules().forEach((rule) -> namespaces.add(rule.metadata().namespace()));
		return namespaces;
	}

	CompiledRules compile(Caller caller) {
		return CompiledRules.compile(new RuleSnapshot(1, this.rules.rules(), List.of()), caller);
	}

	/**
	 * What is wrong with single documents and with all of them together.
	 * @return the problems by file and line, each begins with a file
	 */
	List<Rejection> allProblems() {
		List<Rejection> problems = new ArrayList<>(rejections());
		Caller anybody = Caller.of("validate", commonNamespace(), Map.of());
		compile(anybody).warnings().forEach((warning) -> problems.add(placed(warning)));
		ProtectionReferences.problems(new RuleSnapshot(1, rules(), List.of()))
			.forEach((problem) -> problems.add(placed(problem)));
		problems.sort(Comparator.comparing(Rejection::source).thenComparingInt(Rejection::line));
		return List.copyOf(problems);
	}

	/**
	 * Rules do not know their files; people want to.
	 */
	private Rejection placed(Rejection warning) {
		for (RuleDocument document : this.documents) {
			if (document.rule() != null && isAbout(warning, document)) {
				return new Rejection(warning.severity(), warning.kind(), warning.namespace(), warning.name(),
						document.source(), document.line(), 1, warning.path(), warning.reason(), warning.fix());
			}
		}
		return warning;
	}

	private static boolean isAbout(Rejection warning, RuleDocument document) {
		return document.kind() != null && document.kind().equals(warning.kind()) && document.namespace() != null
				&& document.namespace().equals(warning.namespace()) && document.name() != null
				&& document.name().equals(warning.name());
	}

}
