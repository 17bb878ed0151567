package io.opensergo.spring.sentinel.cluster;

import com.alibaba.csp.sentinel.cluster.TokenResult;
import com.alibaba.csp.sentinel.cluster.TokenService;
import com.alibaba.csp.sentinel.cluster.server.TokenServiceProvider;
import io.opensergo.core.protection.Protection;
import io.opensergo.spring.sentinel.GlobalTokens;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of the instance that is the token server itself: asked without a network.
 */
final class LocalTokens implements GlobalTokens {

	private final String app;

	private final TokenService service;

	LocalTokens(String app) {
		this.app = app;
		this.service = TokenServiceProvider.getService();
	}

	@Override
	public Answer request(Protection protection, String resource, int tokens) {
		SharedLimit limit = SharedLimit.of(this.app, protection, resource);
		TokenResult result = this.service.requestParamToken(limit.flowId(), tokens, limit.params());
		return TokenAnswers.of(result.getStatus());
	}

	@Override
	public @Nullable String problem() {
		return null;
	}

}
