package io.opensergo.spring.gateway;

import java.time.Duration;

import io.opensergo.core.route.RouteDecision.Forward;
import io.opensergo.core.route.RoutedCall;
import io.opensergo.core.rule.Destination;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A request that a rule sent nowhere, with the problem detail that says why. Handlers of
 * errors see a status of 503 when no destination has an instance, and of 504 when the
 * answer took too long.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class TrafficProblemException extends ErrorResponseException {

	private TrafficProblemException(HttpStatus status, ProblemDetail problem, @Nullable Throwable cause) {
		super(status, problem, cause);
	}

	/**
	 * Neither the destination nor a fallback of it has an instance.
	 * @param call what the rules said of the request
	 * @param forward the decision
	 * @param cause what the load balancer said, or {@code null}
	 * @return the problem
	 */
	static TrafficProblemException noInstance(RoutedCall call, Forward forward, @Nullable Throwable cause) {
		StringBuilder detail = new StringBuilder("No instance of ").append(describe(forward.chosen(), forward.lane()));
		for (Destination fallback = forward.chosen().fallback(); fallback != null; fallback = fallback.fallback()) {
			detail.append(", nor of its fallback ").append(describe(fallback, null));
		}
		detail.append(": ").append(forward.reason());
		ProblemDetail problem = problem(HttpStatus.SERVICE_UNAVAILABLE, "No instance", detail.toString(), call,
				forward);
		return new TrafficProblemException(HttpStatus.SERVICE_UNAVAILABLE, problem, cause);
	}

	/**
	 * The answer took longer than the rule allows.
	 * @param call what the rules said of the request
	 * @param forward the decision
	 * @param limit the time that was exceeded
	 * @param cause the timeout
	 * @return the problem
	 */
	static TrafficProblemException timeout(RoutedCall call, Forward forward, Duration limit, Throwable cause) {
		String detail = "No answer of " + describe(forward.chosen(), forward.lane()) + " within " + limit.toMillis()
				+ " ms: " + forward.reason();
		ProblemDetail problem = problem(HttpStatus.GATEWAY_TIMEOUT, "Upstream timeout", detail, call, forward);
		return new TrafficProblemException(HttpStatus.GATEWAY_TIMEOUT, problem, cause);
	}

	private static String describe(Destination destination, @Nullable String lane) {
		String host = "the service '" + destination.host() + "'";
		if (lane != null) {
			return host + " in the lane '" + lane + "'";
		}
		return (destination.subset() != null) ? host + " in the subset '" + destination.subset() + "'" : host;
	}

	private static ProblemDetail problem(HttpStatus status, String title, String detail, RoutedCall call,
			Forward forward) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setTitle(title);
		problem.setProperty("service", forward.chosen().host());
		problem.setProperty("calledService", call.service());
		if (forward.lane() != null) {
			problem.setProperty("lane", forward.lane());
		}
		else if (forward.chosen().subset() != null) {
			problem.setProperty("subset", forward.chosen().subset());
		}
		if (forward.rule() != null) {
			problem.setProperty("rule", forward.rule().toString());
		}
		return problem;
	}

}
