package io.opensergo.spring.autoconfigure;

import io.opensergo.client.RuleCacheException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link RuleCacheException}.
 */
class RuleCacheFailureAnalyzer extends AbstractFailureAnalyzer<RuleCacheException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RuleCacheException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()),
				"Let opensergo.client.cache-dir name a folder that this process may read and write, or remove the "
						+ "property to keep rules in memory only.",
				cause);
	}

}
