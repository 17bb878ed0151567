package io.opensergo.spring.sentinel.cluster;

import java.util.Collection;

import com.alibaba.csp.sentinel.cluster.TokenResult;
import com.alibaba.csp.sentinel.cluster.TokenResultStatus;
import com.alibaba.csp.sentinel.cluster.TokenService;
import com.alibaba.csp.sentinel.cluster.flow.DefaultTokenService;
import com.alibaba.csp.sentinel.spi.Spi;
import io.opensergo.spring.sentinel.limit.RateLimiter;
import io.opensergo.spring.sentinel.limit.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * What a token server of Sentinel asks, found by Sentinel as the {@link TokenService} of
 * the virtual machine. Limits of OpenSergo are counted here: never more than N in any D,
 * whatever the number of clients, where Sentinel's own service compares an average per
 * second and lets requests race. All else is left to Sentinel's own service.
 */
@Spi(order = -1000)
public final class SharedTokenService implements TokenService {

	private static final int UNKNOWN_WAIT = 0;

	private final TokenService others;

	private final SharedCounters counters;

	/**
	 * Creates a service; for Sentinel.
	 */
	public SharedTokenService() {
		this(new DefaultTokenService(), new SharedCounters(TimeSource.SYSTEM, SharedCounters.MAX_LIMITS));
	}

	SharedTokenService(TokenService others, SharedCounters counters) {
		this.others = others;
		this.counters = counters;
	}

	@Override
	public TokenResult requestToken(Long ruleId, int acquireCount, boolean prioritized) {
		return this.others.requestToken(ruleId, acquireCount, prioritized);
	}

	@Override
	public TokenResult requestParamToken(Long ruleId, int acquireCount, Collection<Object> params) {
		SharedLimit limit = SharedLimit.read(ruleId, params);
		if (limit == null) {
			return this.others.requestParamToken(ruleId, acquireCount, params);
		}
		if (acquireCount < 1 || acquireCount > RateLimiter.MAX_BATCH) {
			return new TokenResult(TokenResultStatus.BAD_REQUEST);
		}
		return result(this.counters.acquire(limit, acquireCount));
	}

	private static TokenResult result(@Nullable Long answer) {
		if (answer == null) {
			return new TokenResult(TokenResultStatus.TOO_MANY_REQUEST);
		}
		if (answer == 0) {
			return new TokenResult(TokenResultStatus.OK);
		}
		int wait = (answer != RateLimiter.NEVER) ? (int) Math.min(-answer / 1_000_000 + 1, Integer.MAX_VALUE)
				: UNKNOWN_WAIT;
		return new TokenResult(TokenResultStatus.BLOCKED).setWaitInMs(wait);
	}

	@Override
	public TokenResult requestConcurrentToken(String clientAddress, Long ruleId, int acquireCount) {
		return this.others.requestConcurrentToken(clientAddress, ruleId, acquireCount);
	}

	@Override
	public void releaseConcurrentToken(Long tokenId) {
		this.others.releaseConcurrentToken(tokenId);
	}

}
