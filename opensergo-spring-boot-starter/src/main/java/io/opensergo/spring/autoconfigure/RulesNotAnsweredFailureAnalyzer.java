package io.opensergo.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link RulesNotAnsweredException}.
 */
class RulesNotAnsweredFailureAnalyzer extends AbstractFailureAnalyzer<RulesNotAnsweredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RulesNotAnsweredException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Check opensergo.endpoint and that the control plane runs. Some control planes say nothing when there "
						+ "are no rules: with these, set opensergo.client.await-rules-failure=continue. To start "
						+ "without a control plane from the rules of the last run, set opensergo.client.cache-dir.",
				cause);
	}

}
