package io.opensergo.spring.sentinel.cluster;

import java.util.Collection;
import java.util.List;

import com.alibaba.csp.sentinel.cluster.TokenResult;
import com.alibaba.csp.sentinel.cluster.TokenResultStatus;
import com.alibaba.csp.sentinel.cluster.TokenService;
import com.alibaba.csp.sentinel.cluster.server.TokenServiceProvider;
import io.opensergo.spring.sentinel.limit.ManualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedTokenService}.
 */
class SharedTokenServiceTests {

	private static final int OTHERS = 77;

	private final SharedTokenService service = new SharedTokenService(new OtherTokens(),
			new SharedCounters(new ManualTime(), 1));

	@Test
	void requestParamTokenOfOursTellsWhenToTryAgain() {
		SharedLimit limit = new SharedLimit(5, 1, 300);
		assertThat(request(limit).getStatus()).isEqualTo(TokenResultStatus.OK);
		TokenResult blocked = request(limit);
		assertThat(blocked.getStatus()).isEqualTo(TokenResultStatus.BLOCKED);
		assertThat(blocked.getWaitInMs()).isBetween(300, 301);
	}

	@Test
	void requestParamTokenWhenThereIsNoRoomGivesNoAnswer() {
		request(new SharedLimit(5, 1, 300));
		assertThat(TokenAnswers.of(request(new SharedLimit(6, 1, 300)).getStatus()))
			.isEqualTo(io.opensergo.spring.sentinel.GlobalTokens.Answer.UNAVAILABLE);
	}

	@Test
	void requestParamTokenOfManyAtOnceIsABadRequest() {
		SharedLimit limit = new SharedLimit(5, 1, 300);
		assertThat(this.service.requestParamToken(5L, 10_001, limit.params()).getStatus())
			.isEqualTo(TokenResultStatus.BAD_REQUEST);
		assertThat(this.service.requestParamToken(5L, 0, limit.params()).getStatus())
			.isEqualTo(TokenResultStatus.BAD_REQUEST);
	}

	@Test
	void requestsOfOthersGoToSentinel() {
		assertThat(this.service.requestToken(5L, 1, false).getStatus()).isEqualTo(OTHERS);
		assertThat(this.service.requestParamToken(5L, 1, List.of("a", "b", "c")).getStatus()).isEqualTo(OTHERS);
		assertThat(this.service.requestParamToken(5L, 1, List.of("opensergo", 1L, 0L)).getStatus()).isEqualTo(OTHERS);
		assertThat(this.service.requestConcurrentToken("a", 5L, 1).getStatus()).isEqualTo(OTHERS);
	}

	@Test
	void sentinelFindsIt() {
		assertThat(TokenServiceProvider.getService()).isInstanceOf(SharedTokenService.class);
	}

	private TokenResult request(SharedLimit limit) {
		return this.service.requestParamToken(limit.flowId(), 1, limit.params());
	}

	private static final class OtherTokens implements TokenService {

		@Override
		public TokenResult requestToken(Long ruleId, int acquireCount, boolean prioritized) {
			return new TokenResult(OTHERS);
		}

		@Override
		public TokenResult requestParamToken(Long ruleId, int acquireCount, Collection<Object> params) {
			return new TokenResult(OTHERS);
		}

		@Override
		public TokenResult requestConcurrentToken(String clientAddress, Long ruleId, int acquireCount) {
			return new TokenResult(OTHERS);
		}

		@Override
		public void releaseConcurrentToken(Long tokenId) {
			throw new UnsupportedOperationException();
		}

	}

}
