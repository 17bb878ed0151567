package io.opensergo.spring.actuate;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.UnappliedFieldReport;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleStore;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows who this workload is, which rules are in force, what is wrong with the others,
 * and where they come from.
 */
@Endpoint(id = "opensergo")
public final class OpenSergoEndpoint {

	private final RuleStore store;

	private final RuleEngine engine;

	private final UnappliedFieldReport unapplied;

	/**
	 * Creates an endpoint.
	 * @param store the rules as they came
	 * @param engine the rules in force
	 * @param unapplied the fields of these that nothing here applies
	 */
	public OpenSergoEndpoint(RuleStore store, RuleEngine engine, UnappliedFieldReport unapplied) {
		this.store = store;
		this.engine = engine;
		this.unapplied = unapplied;
	}

	/**
	 * The state now.
	 * @return the state
	 */
	@ReadOperation
	public OpenSergoDescriptor opensergo() {
		RuleSnapshot snapshot = this.store.snapshot();
		CompiledRules inForce = this.engine.current();
		return new OpenSergoDescriptor(inForce.version(), WorkloadDescriptor.of(this.engine.caller()),
				snapshot.rules().stream().map(RuleDescriptor::of).toList(),
				snapshot.rejections().stream().map(ProblemDescriptor::of).toList(),
				Stream.concat(inForce.warnings().stream(), this.unapplied.fields().stream())
					.map(ProblemDescriptor::of)
					.toList(),
				this.store.status().entrySet().stream().map(SourceDescriptor::of).toList());
	}

	/**
	 * Where a request of this application would go, and why. Nothing is sent.
	 * @param question {@code route}; anything else is not found
	 * @param service the service that would be called
	 * @param method the method, {@code GET} when absent
	 * @param path the path with its query, {@code /} when absent
	 * @param header headers as {@code name:value}
	 * @param lane the lane of the request, {@code null} for none
	 * @return the decision, {@code null} when the question is not known
	 */
	@ReadOperation
	public @Nullable RouteDescriptor route(@Selector String question, String service, @Nullable String method,
			@Nullable String path, @Nullable List<String> header, @Nullable String lane) {
		if (!question.equals("route")) {
			return null;
		}
		RouteQuestion request = RouteQuestion.of(service, method, path, header, lane);
		return RouteDescriptor.of(this.engine.current().routes(service).explain(request, new SplittableRandom()));
	}

	/**
	 * The state of OpenSergo in this application.
	 *
	 * @param version the version of the snapshot in force
	 * @param workload this workload
	 * @param rules the rules of the snapshot
	 * @param rejections what is wrong with rule documents
	 * @param warnings what people should know about rules in force, and the fields of
	 * these that nothing in this application applies
	 * @param sources where rules come from, strongest first
	 */
	public record OpenSergoDescriptor(long version, WorkloadDescriptor workload, List<RuleDescriptor> rules,
			List<ProblemDescriptor> rejections, List<ProblemDescriptor> warnings, List<SourceDescriptor> sources) {
	}

	/**
	 * This workload.
	 *
	 * @param app its application
	 * @param namespace its namespace
	 * @param lane its lane, {@code null} for baseline
	 * @param labels its labels
	 */
	public record WorkloadDescriptor(String app, String namespace, @Nullable String lane, Map<String, String> labels) {

		static WorkloadDescriptor of(Caller caller) {
			return new WorkloadDescriptor(caller.app(), caller.namespace(), caller.labels().get(TrafficLane.LANE_LABEL),
					caller.labels());
		}

	}

	/**
	 * A rule.
	 *
	 * @param kind its kind
	 * @param namespace its namespace
	 * @param name its name
	 */
	public record RuleDescriptor(String kind, String namespace, String name) {

		static RuleDescriptor of(Rule rule) {
			return new RuleDescriptor(rule.kind().kind(), rule.metadata().namespace(), rule.metadata().name());
		}

	}

	/**
	 * A problem of a rule document.
	 *
	 * @param severity {@code error} when the document is not in force, else
	 * {@code warning}
	 * @param kind the kind of the rule, {@code null} when it cannot be told
	 * @param namespace the namespace of the rule, {@code null} when it cannot be told
	 * @param name the name of the rule, {@code null} when it cannot be told
	 * @param source the file or other place
	 * @param line the line, 0 when there is none
	 * @param column the column, 0 when there is none
	 * @param path the place inside the document
	 * @param reason what is wrong
	 * @param fix what to write instead
	 */
	public record ProblemDescriptor(String severity, @Nullable String kind, @Nullable String namespace,
			@Nullable String name, String source, int line, int column, String path, String reason, String fix) {

		static ProblemDescriptor of(Rejection problem) {
			return new ProblemDescriptor((problem.severity() == Rejection.Severity.ERROR) ? "error" : "warning",
					problem.kind(), problem.namespace(), problem.name(), problem.source(), problem.line(),
					problem.column(), problem.path(), problem.reason(), problem.fix());
		}

	}

	/**
	 * A source of rules.
	 *
	 * @param name its name
	 * @param state its state
	 * @param detail one sentence on the state
	 * @param lastUpdate when rules came last, {@code null} for never
	 */
	public record SourceDescriptor(String name, String state, String detail, @Nullable String lastUpdate) {

		static SourceDescriptor of(Map.Entry<String, RuleSourceStatus> source) {
			RuleSourceStatus status = source.getValue();
			return new SourceDescriptor(source.getKey(), status.state().name(), status.detail(),
					(status.lastUpdate() != null) ? status.lastUpdate().toString() : null);
		}

	}

}
