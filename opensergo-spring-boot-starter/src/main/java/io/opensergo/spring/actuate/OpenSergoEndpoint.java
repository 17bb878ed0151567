package io.opensergo.spring.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.opensergo.core.engine.CompiledRules;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.engine.UnappliedFieldReport;
import io.opensergo.core.outlier.Ejection;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.ProtectionStrategy;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.source.RuleSnapshot;
import io.opensergo.core.source.RuleSource;
import io.opensergo.core.source.RuleSourceStatus;
import io.opensergo.core.source.RuleStore;
import io.opensergo.core.source.RuleSubscription;
import io.opensergo.spring.sentinel.ProtectionEngine;
import io.opensergo.spring.sentinel.ProtectionStatus;
import io.opensergo.spring.sentinel.ProtectionStatus.ResourceStatus;
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

	private final Supplier<List<Ejection>> ejections;

	private final @Nullable ProtectionEngine protection;

	private final InstantSource clock;

	/**
	 * Creates an endpoint.
	 * @param store the rules as they came
	 * @param engine the rules in force
	 * @param unapplied the fields of these that nothing here applies
	 * @param protection applies fault-tolerance rules, {@code null} when nothing does
	 * @param ejections the instances that get no calls for a while
	 * @param clock tells how old rules are
	 */
	public OpenSergoEndpoint(RuleStore store, RuleEngine engine, UnappliedFieldReport unapplied,
			@Nullable ProtectionEngine protection, Supplier<List<Ejection>> ejections, InstantSource clock) {
		this.store = store;
		this.engine = engine;
		this.unapplied = unapplied;
		this.protection = protection;
		this.ejections = ejections;
		this.clock = clock;
	}

	/**
	 * The state now.
	 * @return the state
	 */
	@ReadOperation
	public OpenSergoDescriptor opensergo() {
		RuleSnapshot snapshot = this.store.snapshot();
		CompiledRules inForce = this.engine.current();
		List<Rejection> protectionProblems = (this.protection != null) ? this.protection.rejections() : List.of();
		return new OpenSergoDescriptor(inForce.version(), WorkloadDescriptor.of(this.engine.caller()),
				snapshot.rules().stream().map(RuleDescriptor::of).toList(),
				Stream.concat(snapshot.rejections().stream(), of(Severity.ERROR, protectionProblems))
					.map(ProblemDescriptor::of)
					.toList(),
				Stream
					.of(inForce.warnings().stream(), this.unapplied.fields().stream(),
							of(Severity.WARNING, protectionProblems))
					.flatMap((warnings) -> warnings)
					.map(ProblemDescriptor::of)
					.toList(),
				protections(),
				this.store.sources()
					.stream()
					.map((source) -> SourceDescriptor.of(source, this.clock.instant()))
					.toList(),
				this.ejections.get().stream().map(EjectionDescriptor::of).toList());
	}

	private static Stream<Rejection> of(Severity severity, List<Rejection> problems) {
		return problems.stream().filter((problem) -> problem.severity() == severity);
	}

	private List<ProtectionDescriptor> protections() {
		return (this.protection != null) ? this.protection.status().stream().map(ProtectionDescriptor::of).toList()
				: List.of();
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
	 * @param rejections what is wrong with rule documents, and what fault-tolerance rules
	 * refer to in vain
	 * @param warnings what people should know about rules in force, and the fields of
	 * these that nothing in this application applies
	 * @param protections how the strategies of fault-tolerance rules are applied
	 * @param sources where rules come from, strongest first
	 * @param ejections the instances of called services that get no calls for a while
	 */
	public record OpenSergoDescriptor(long version, WorkloadDescriptor workload, List<RuleDescriptor> rules,
			List<ProblemDescriptor> rejections, List<ProblemDescriptor> warnings,
			List<ProtectionDescriptor> protections, List<SourceDescriptor> sources,
			List<EjectionDescriptor> ejections) {
	}

	/**
	 * A strategy of a fault-tolerance rule.
	 *
	 * @param rule the rule, with its namespace
	 * @param kind the kind of the strategy
	 * @param strategy the strategy
	 * @param effect what it does on this instance, in words
	 * @param resources where it has been applied
	 */
	public record ProtectionDescriptor(String rule, String kind, String strategy, String effect,
			List<ProtectedResourceDescriptor> resources) {

		static ProtectionDescriptor of(ProtectionStatus status) {
			ProtectionStrategy strategy = status.protection().strategy();
			return new ProtectionDescriptor(status.protection().rule().id().qualifiedName(), strategy.kind().kind(),
					strategy.metadata().name(), status.effect(),
					status.resources().stream().map(ProtectedResourceDescriptor::of).toList());
		}

	}

	/**
	 * A resource that a strategy protects.
	 *
	 * @param resource the resource
	 * @param passed how many requests passed this and all other strategies
	 * @param blocked how many requests this strategy blocked
	 * @param breaker {@code CLOSED}, {@code OPEN} or {@code HALF_OPEN}, {@code null} for
	 * other strategies than a circuit breaker
	 * @param retryIn how long the breaker stays open yet, as an ISO 8601 duration,
	 * {@code null} unless it is open
	 */
	public record ProtectedResourceDescriptor(String resource, long passed, long blocked, @Nullable String breaker,
			@Nullable String retryIn) {

		static ProtectedResourceDescriptor of(ResourceStatus status) {
			return new ProtectedResourceDescriptor(status.resource(), status.passed(), status.blocked(),
					(status.breaker() != null) ? status.breaker().name() : null,
					(status.retryIn() != null) ? status.retryIn().truncatedTo(ChronoUnit.MILLIS).toString() : null);
		}

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
	 * @param subscriptions what it was asked for; empty for a source that has all rules
	 * at hand
	 */
	public record SourceDescriptor(String name, String state, String detail, @Nullable String lastUpdate,
			List<SubscriptionDescriptor> subscriptions) {

		static SourceDescriptor of(RuleSource source, Instant now) {
			RuleSourceStatus status = source.status();
			return new SourceDescriptor(source.name(), status.state().name(), status.detail(),
					text(status.lastUpdate()),
					source.subscriptions()
						.stream()
						.map((subscription) -> SubscriptionDescriptor.of(subscription, now))
						.toList());
		}

	}

	/**
	 * The rules of a kind for an application, as a source knows them.
	 *
	 * @param namespace the namespace
	 * @param app the application
	 * @param kind the kind
	 * @param state {@code WAITING} for an answer, rules {@code FROM_DISK} of the last
	 * run, {@code IN_FORCE}, {@code REFUSED} so that the ones before stay, or
	 * {@code NOT_SERVED} there
	 * @param version the version that the control plane gave the rules in force
	 * @param rules how many rules are in force
	 * @param updated since when, {@code null} for none
	 * @param age how long that is, as an ISO 8601 duration, {@code null} for none
	 * @param lastAnswer what was said to the last push, {@code null} for none
	 * @param lastError why something was refused last, {@code null} when it was not
	 * @param rejections the problems of single rules
	 */
	public record SubscriptionDescriptor(String namespace, String app, String kind, String state, long version,
			int rules, @Nullable String updated, @Nullable String age, @Nullable AnswerDescriptor lastAnswer,
			@Nullable String lastError, List<ProblemDescriptor> rejections) {

		static SubscriptionDescriptor of(RuleSubscription subscription, Instant now) {
			Instant updated = subscription.updated();
			String age = (updated != null) ? Duration.between(updated, now).truncatedTo(ChronoUnit.SECONDS).toString()
					: null;
			return new SubscriptionDescriptor(subscription.namespace(), subscription.app(), subscription.kind().kind(),
					subscription.state().name(), subscription.version(), subscription.rules(), text(updated), age,
					AnswerDescriptor.of(subscription.lastAnswer()), subscription.lastError(),
					subscription.rejections().stream().map(ProblemDescriptor::of).toList());
		}

	}

	/**
	 * What was said to a push.
	 *
	 * @param answer {@code ACK} or {@code NACK}
	 * @param at when
	 */
	public record AnswerDescriptor(String answer, String at) {

		static @Nullable AnswerDescriptor of(RuleSubscription.@Nullable Answer answer) {
			return (answer != null) ? new AnswerDescriptor(answer.accepted() ? "ACK" : "NACK", answer.at().toString())
					: null;
		}

	}

	/**
	 * An instance that gets no calls for a while.
	 *
	 * @param service the called service
	 * @param destination the part of the service whose policy ejected it
	 * @param instance host and port
	 * @param reason why, as a constant of
	 * {@link io.opensergo.core.outlier.EjectionReason}
	 * @param since since when
	 * @param until until when; the next call after it tries the instance
	 * @param count how many ejections follow each other
	 */
	public record EjectionDescriptor(String service, String destination, String instance, String reason, String since,
			String until, int count) {

		static EjectionDescriptor of(Ejection ejection) {
			return new EjectionDescriptor(ejection.service(), ejection.destination(), ejection.instance(),
					ejection.reason().name(), ejection.since().toString(), ejection.until().toString(),
					ejection.count());
		}

	}

	private static @Nullable String text(@Nullable Instant instant) {
		return (instant != null) ? instant.toString() : null;
	}

}
