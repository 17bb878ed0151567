package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import io.opensergo.core.rule.CircuitBreakerStrategy;
import io.opensergo.core.rule.CircuitBreakerStrategy.Trigger;
import io.opensergo.core.rule.RuleMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CircuitBreakerStrategy. The specification names the conditions in the plural,
 * the published messages in the singular; both are read.
 */
final class CircuitBreakerStrategyReader implements SpecReader {

	private static final Pattern CLASS_NAME = Pattern
		.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(?:\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

	@Override
	public @Nullable CircuitBreakerStrategy read(RuleMetadata metadata, YamlObject spec) {
		Trigger trigger = spec.requiredChoice("strategy", ProtectionTerms.TRIGGERS);
		YamlValue ratioValue = spec.required("triggerRatio", "triggerRatio: '60%'");
		Double ratio = (ratioValue != null) ? RatioReader.readPositive(ratioValue) : null;
		Duration duration = TimeAmountReader.required(spec, "statDuration", "30s");
		Duration recovery = TimeAmountReader.required(spec, "recoveryTimeout", "5s");
		Integer amount = spec.integer("minRequestAmount", 1, Integer.MAX_VALUE);
		Duration allowed = readSlow(spec, trigger);
		List<String> errors = readErrors(spec, trigger);
		spec.done();
		if (trigger == null || ratio == null || duration == null || recovery == null
				|| (trigger == Trigger.SLOW_REQUEST_RATIO && allowed == null)) {
			return null;
		}
		return new CircuitBreakerStrategy(metadata, trigger, ratio, duration, recovery,
				(amount != null) ? amount : CircuitBreakerStrategy.DEFAULT_MIN_REQUEST_AMOUNT, allowed, errors);
	}

	private static @Nullable Duration readSlow(YamlObject spec, @Nullable Trigger trigger) {
		YamlValue value = spec.either("slowConditions", "slowCondition");
		if (value == null) {
			if (trigger == Trigger.SLOW_REQUEST_RATIO) {
				spec.required("slowConditions", "slowConditions: {maxAllowedRt: 500ms}");
			}
			return null;
		}
		YamlObject slow = value.object();
		if (slow == null) {
			return null;
		}
		Duration allowed = TimeAmountReader.required(slow, "maxAllowedRt", "500ms");
		slow.done();
		if (trigger == Trigger.ERROR_REQUEST_RATIO) {
			value.warning("slow requests do not count with strategy ErrorRequestRatio", "remove it");
			return null;
		}
		return allowed;
	}

	private static List<String> readErrors(YamlObject spec, @Nullable Trigger trigger) {
		YamlValue value = spec.either("errorConditions", "errorCondition");
		YamlObject conditions = (value != null) ? value.object() : null;
		if (value == null || conditions == null) {
			return List.of();
		}
		YamlValue types = conditions.either("errorType", "errorTypes");
		List<String> errors = (types != null) ? readTypes(types) : List.of();
		conditions.done();
		if (trigger == Trigger.SLOW_REQUEST_RATIO) {
			value.warning("errors do not count with strategy SlowRequestRatio", "remove it");
			return List.of();
		}
		return errors;
	}

	private static List<String> readTypes(YamlValue value) {
		List<YamlValue> items = value.isList() ? value.list() : List.of(value);
		if (items.size() > CircuitBreakerStrategy.MAX_ERROR_TYPES) {
			value.error("there are " + items.size() + " error types",
					"write at most " + CircuitBreakerStrategy.MAX_ERROR_TYPES);
			return List.of();
		}
		return items.stream().map(CircuitBreakerStrategyReader::readType).filter((type) -> !type.isEmpty()).toList();
	}

	private static String readType(YamlValue value) {
		String type = value.nonEmptyText();
		if (type == null) {
			return "";
		}
		if (type.length() > CircuitBreakerStrategy.MAX_ERROR_TYPE_LENGTH || !CLASS_NAME.matcher(type).matches()) {
			value.error("\"" + YamlValue.shown(type) + "\" is not the name of a class",
					"write the full name of an exception, such as java.io.IOException");
			return "";
		}
		return type;
	}

}
