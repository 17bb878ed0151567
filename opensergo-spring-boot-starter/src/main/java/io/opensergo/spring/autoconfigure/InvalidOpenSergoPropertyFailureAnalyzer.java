package io.opensergo.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains an {@link InvalidOpenSergoPropertyException}, ahead of the general explanation
 * of binding failures.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidOpenSergoPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidOpenSergoPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidOpenSergoPropertyException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
