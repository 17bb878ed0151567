package io.opensergo.spring.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * A decision as key values of low cardinality: rule, route, subset, and whether a
 * fallback was taken. Their values come from rules, and rules change: the first
 * {@value #MAX_COMBINATIONS} combinations since the start are told apart, later ones are
 * {@code other}. Safe for all threads.
 */
public final class GatewayDecisionKeyValues {

	/**
	 * The most combinations that are told apart.
	 */
	static final int MAX_COMBINATIONS = 1_000;

	private static final String OTHER = "other";

	private static final KeyValues NO_DECISION = keyValues(
			new Combination(GatewayDecision.NONE, GatewayDecision.NONE, GatewayDecision.NONE, GatewayDecision.NONE));

	private static final KeyValues MORE = keyValues(new Combination(OTHER, OTHER, OTHER, OTHER));

	private final Map<Combination, KeyValues> known = new ConcurrentHashMap<>();

	/**
	 * The key values of a decision.
	 * @param decision the decision
	 * @return the key values, always of the same keys
	 */
	KeyValues of(GatewayDecision decision) {
		if (decision.call() == null) {
			return NO_DECISION;
		}
		Combination combination = new Combination(decision.rule(), decision.route(), decision.subset(),
				String.valueOf(decision.isFallback()));
		KeyValues values = this.known.get(combination);
		if (values == null) {
			if (this.known.size() >= MAX_COMBINATIONS) {
				return MORE;
			}
			values = keyValues(combination);
			this.known.put(combination, values);
		}
		return values;
	}

	private static KeyValues keyValues(Combination combination) {
		return KeyValues.of(KeyValue.of("opensergo.rule", combination.rule()),
				KeyValue.of("opensergo.route", combination.route()),
				KeyValue.of("opensergo.subset", combination.subset()),
				KeyValue.of("opensergo.fallback", combination.fallback()));
	}

	private record Combination(String rule, String route, String subset, String fallback) {
	}

}
