package io.opensergo.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.opensergo.core.source.RuleSubscription;

/**
 * The control plane has not answered in the time that the start may wait for it.
 */
class RulesNotAnsweredException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * The most subscriptions that are named.
	 */
	private static final int MAX_NAMED = 5;

	RulesNotAnsweredException(Duration timeout, List<RuleSubscription> missing, String state) {
		super("The control plane has not answered " + missing.size() + " subscriptions within " + timeout.toMillis()
				+ " ms: " + names(missing) + ". It is " + state + ".");
	}

	private static String names(List<RuleSubscription> missing) {
		String names = missing.stream()
			.limit(MAX_NAMED)
			.map((one) -> one.kind().kind() + " of " + one.namespace() + "/" + one.app())
			.collect(Collectors.joining(", "));
		return (missing.size() > MAX_NAMED) ? names + " and others" : names;
	}

}
