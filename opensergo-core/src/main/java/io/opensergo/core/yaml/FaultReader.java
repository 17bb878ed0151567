package io.opensergo.core.yaml;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.opensergo.core.rule.HttpPolicies.Abort;
import io.opensergo.core.rule.HttpPolicies.Delay;
import io.opensergo.core.rule.HttpPolicies.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code fault}.
 */
final class FaultReader {

	/**
	 * The smallest share above 0: Envoy counts in millionths.
	 */
	private static final double MIN_PERCENTAGE = 0.0001;

	private static final List<String> GRPC_STATUSES = List.of("OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT",
			"DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "UNAUTHENTICATED",
			"RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL",
			"UNAVAILABLE", "DATA_LOSS");

	private FaultReader() {
	}

	static @Nullable Fault read(YamlObject http) {
		YamlObject fault = http.object("fault");
		if (fault == null) {
			return null;
		}
		Delay delay = readDelay(fault.object("delay"));
		Abort abort = readAbort(fault.object("abort"));
		fault.done();
		if (!fault.isSet("delay") && !fault.isSet("abort")) {
			fault.error("the fault is empty", "write delay or abort");
		}
		return new Fault(delay, abort);
	}

	private static @Nullable Delay readDelay(@Nullable YamlObject delay) {
		if (delay == null) {
			return null;
		}
		double percentage = readPercentage(delay);
		rejectUnsupported(delay, "exponentialDelay", "fixedDelay");
		YamlValue value = delay.isSet("exponentialDelay") ? delay.get("fixedDelay")
				: delay.required("fixedDelay", "the delay, such as fixedDelay: 5s");
		Duration fixedDelay = (value != null) ? value.positiveDuration() : null;
		delay.done();
		return (fixedDelay != null) ? new Delay(fixedDelay, percentage) : null;
	}

	private static @Nullable Abort readAbort(@Nullable YamlObject abort) {
		if (abort == null) {
			return null;
		}
		double percentage = readPercentage(abort);
		Integer httpStatus = abort.integer("httpStatus", 200, 599);
		String grpcStatus = abort.choice("grpcStatus", GRPC_STATUSES);
		rejectUnsupported(abort, "http2Error", "httpStatus");
		abort.done();
		long kinds = Stream.of("httpStatus", "grpcStatus").filter(abort::isSet).count();
		if (kinds == 0 && !abort.isSet("http2Error")) {
			abort.warning("the abort has no status and does nothing", "write httpStatus or grpcStatus");
		}
		else if (kinds > 1) {
			abort.error("'httpStatus' cannot stand with 'grpcStatus'", "remove one of the two");
		}
		return new Abort(httpStatus, grpcStatus, percentage);
	}

	private static void rejectUnsupported(YamlObject object, String key, String instead) {
		YamlValue value = object.get(key);
		if (value != null) {
			value.error("'" + key + "' is not supported", "write " + instead);
		}
	}

	/**
	 * The share of requests; a fault that names none affects no request, as in Envoy.
	 */
	private static double readPercentage(YamlObject fault) {
		YamlValue old = fault.get("percent");
		Double percent = null;
		if (old != null) {
			old.warning("'percent' is an old key", "write percentage: {value: ...}");
			percent = old.number(0, 100);
		}
		Double percentage = PercentageReader.read(fault, "percentage");
		YamlValue value = fault.get("percentage");
		if (value != null && percentage != null && percentage > 0 && percentage < MIN_PERCENTAGE) {
			value.error("the percentage " + percentage + " is too small", "write 0, or 0.0001 and more");
		}
		if (percentage != null) {
			return percentage;
		}
		if (old == null && value == null) {
			fault.warning("the fault names no percentage and affects no request", "write percentage: {value: 100}");
		}
		return (percent != null) ? percent : 0;
	}

}
