package io.opensergo.spring.sentinel;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.core.protection.Protection;
import io.opensergo.spring.sentinel.limit.RateLimiter;

/**
 * A limit of the rate: a request takes a ticket, and gives it back when it is blocked by
 * something else.
 */
abstract class TicketGuard extends Guard {

	/**
	 * The ticket of what cannot be given back.
	 */
	static final long SPENT = Long.MAX_VALUE;

	TicketGuard(Protection protection, String resource, ProtectionCounts counts) {
		super(protection, resource, counts);
	}

	TicketGuard(Protection protection, Guard previous) {
		super(protection, previous);
	}

	/**
	 * Takes a ticket.
	 * @param count for how many requests, 1 or more
	 * @param now the time
	 * @return the ticket
	 * @throws BlockException when the request may not pass
	 */
	abstract long acquire(int count, long now) throws BlockException;

	/**
	 * Gives a ticket back.
	 * @param ticket the ticket
	 * @param acquired the time given to {@link #acquire}
	 * @param now the time
	 */
	abstract void giveBack(long ticket, long acquired, long now);

	/**
	 * Takes a ticket of a limiter. That of several requests cannot be given back.
	 * @param limiter the limiter
	 * @param count for how many requests
	 * @param now the time
	 * @return the ticket
	 * @throws BlockException when the request may not pass
	 */
	final long acquire(RateLimiter limiter, int count, long now) throws BlockException {
		if (count == 1) {
			return requireTicket(limiter.acquire(now));
		}
		long[] tickets = new long[Math.min(count, RateLimiter.MAX_BATCH)];
		for (int i = 0; i < count; i++) {
			long ticket = (i < tickets.length) ? limiter.acquire(now) : RateLimiter.NEVER;
			if (ticket < 0) {
				for (int taken = 0; taken < i; taken++) {
					limiter.giveBack(tickets[taken], now, now);
				}
				requireTicket(ticket);
			}
			tickets[i] = ticket;
		}
		return SPENT;
	}

	private long requireTicket(long answer) throws BlockException {
		if (answer < 0) {
			throw block((answer != RateLimiter.NEVER) ? -answer : -1);
		}
		return answer;
	}

}
