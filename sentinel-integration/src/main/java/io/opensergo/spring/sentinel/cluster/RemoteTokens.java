package io.opensergo.spring.sentinel.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.opensergo.core.protection.Protection;
import io.opensergo.spring.sentinel.GlobalTokens;
import io.opensergo.spring.sentinel.limit.TimeSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of one server. After a request without an answer the others do not wait for a
 * while: a server that hangs slows down one request of a second, not all of them.
 */
final class RemoteTokens implements GlobalTokens, AutoCloseable {

	/**
	 * How long nobody asks after a request without an answer.
	 */
	static final Duration PAUSE = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(RemoteTokens.class);

	private final String app;

	private final String server;

	private final TokenConnection connection;

	private final Duration timeout;

	private final TimeSource time;

	private final AtomicLong pausedUntil;

	private volatile boolean silent;

	/**
	 * Connects to a server, in the background.
	 * @param app the application whose instances share limits
	 * @param server the server
	 * @param timeout how long a request waits for its answer
	 * @param time the time
	 */
	RemoteTokens(String app, ServerAddress server, Duration timeout, TimeSource time) {
		this.app = app;
		this.server = server.host() + ":" + server.port();
		this.timeout = timeout;
		this.time = time;
		this.pausedUntil = new AtomicLong(time.nanoTime());
		this.connection = new TokenConnection(server);
		this.connection.connect();
	}

	@Override
	public Answer request(Protection protection, String resource, int tokens) {
		long now = this.time.nanoTime();
		long pause = this.pausedUntil.get();
		if (now - pause < 0 || !this.connection.isReady()) {
			return Answer.UNAVAILABLE;
		}
		if (this.silent && !this.pausedUntil.compareAndSet(pause, now + PAUSE.toNanos())) {
			// another request has just gone to see
			return Answer.UNAVAILABLE;
		}
		Answer answer = TokenAnswers
			.of(this.connection.request(SharedLimit.of(this.app, protection, resource), tokens, this.timeout));
		if (answer == Answer.UNAVAILABLE) {
			noAnswer();
		}
		else if (this.silent) {
			this.silent = false;
			this.pausedUntil.set(now);
			logger.info("The token server {} answers again", this.server);
		}
		return answer;
	}

	private void noAnswer() {
		this.pausedUntil.set(this.time.nanoTime() + PAUSE.toNanos());
		if (!this.silent) {
			this.silent = true;
			logger.warn("The token server {} does not answer; limits of all instances together are not counted",
					this.server);
		}
	}

	@Override
	public @Nullable String problem() {
		if (!this.connection.isReady()) {
			return "the token server " + this.server + " cannot be reached";
		}
		return this.silent ? "the token server " + this.server + " does not answer" : null;
	}

	/**
	 * Whether nobody asks at the moment.
	 * @return {@code true} after a request without an answer
	 */
	boolean isPaused() {
		return this.time.nanoTime() - this.pausedUntil.get() < 0;
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
