package io.opensergo.spring.sentinel.cluster;

import com.alibaba.csp.sentinel.cluster.TokenResultStatus;
import io.opensergo.spring.sentinel.GlobalTokens.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What a status of Sentinel's cluster protocol means.
 */
final class TokenAnswers {

	private TokenAnswers() {
	}

	static Answer of(@Nullable Integer status) {
		if (status == null) {
			return Answer.UNAVAILABLE;
		}
		return switch (status) {
			case TokenResultStatus.OK -> Answer.GRANTED;
			case TokenResultStatus.BLOCKED -> Answer.REFUSED;
			default -> Answer.UNAVAILABLE;
		};
	}

}
