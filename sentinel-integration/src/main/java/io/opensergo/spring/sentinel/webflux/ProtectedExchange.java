package io.opensergo.spring.sentinel.webflux;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.entry.ResourceEntries;
import org.jspecify.annotations.Nullable;

import org.springframework.web.server.ServerWebExchange;

/**
 * What the filter and the handler adapter know of one request. Its steps follow one upon
 * another, on whatever threads; a cancellation may overtake them.
 */
final class ProtectedExchange {

	private static final String ATTRIBUTE = ProtectedExchange.class.getName();

	private @Nullable ResourceEntries entries;

	private @Nullable BlockException block;

	private @Nullable Throwable handled;

	private boolean ended;

	static ProtectedExchange create(ServerWebExchange exchange) {
		ProtectedExchange created = new ProtectedExchange();
		exchange.getAttributes().put(ATTRIBUTE, created);
		return created;
	}

	static @Nullable ProtectedExchange of(ServerWebExchange exchange) {
		return exchange.getAttribute(ATTRIBUTE);
	}

	synchronized boolean isDecided() {
		return this.entries != null || this.block != null;
	}

	synchronized void admit(ResourceEntries entries) {
		this.entries = entries;
		if (this.ended) {
			entries.exit();
		}
	}

	synchronized void block(BlockException block) {
		this.block = block;
	}

	synchronized @Nullable BlockException block() {
		return this.block;
	}

	/**
	 * Remembers why a handler failed, should an exception handler make an answer of it.
	 * @param failure the failure
	 */
	synchronized void handle(Throwable failure) {
		this.handled = failure;
	}

	synchronized @Nullable Throwable handled() {
		return this.handled;
	}

	/**
	 * Ends the request.
	 * @param failure why it failed, {@code null} when it did not
	 */
	synchronized void end(@Nullable Throwable failure) {
		this.ended = true;
		if (this.entries == null) {
			return;
		}
		if (failure != null) {
			this.entries.fail(failure);
		}
		this.entries.exit();
	}

}
