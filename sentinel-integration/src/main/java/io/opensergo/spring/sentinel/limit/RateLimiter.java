package io.opensergo.spring.sentinel.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * At most N requests in <em>any</em> time span of length D, wherever it begins. Safe for
 * all threads, without a lock.
 * <p>
 * There are N cells, each good for one request per D, taken in turn. Of any N + 1
 * requests two have the same cell, hence lie at least D apart, whatever order threads
 * arrive in. Above {@value #MAX_CELLS} requests a cell stands for several; it is free
 * again D after the last of these, so that up to one in {@value #MAX_CELLS} passes later
 * than it might, never earlier.
 */
public final class RateLimiter {

	/**
	 * What {@link #acquire} answers when no request will ever pass.
	 */
	public static final long NEVER = Long.MIN_VALUE;

	/**
	 * The most requests that may be asked for one after the other as one.
	 */
	public static final int MAX_BATCH = 10_000;

	/**
	 * Cells per limit.
	 */
	static final int MAX_CELLS = 1024;

	/**
	 * More than this within one duration is out of reach of one instance.
	 */
	private static final long MAX_THRESHOLD = (long) MAX_CELLS << 22;

	private static final long MOVED = Long.MIN_VALUE + 1;

	private static final long FROZEN = -1;

	private final long interval;

	private final long origin;

	private final ReentrantLock resizing = new ReentrantLock();

	private volatile Cells cells;

	/**
	 * Creates a limit that nothing has used yet.
	 * @param threshold the most requests, 0 or more; 0 refuses all
	 * @param interval the time span, above 0
	 * @param now the time
	 */
	public RateLimiter(long threshold, Duration interval, long now) {
		if (threshold < 0 || interval.isNegative() || interval.isZero()) {
			throw new IllegalArgumentException("No limit: " + threshold + " per " + interval);
		}
		this.interval = Nanos.of(interval);
		this.origin = now;
		this.cells = new Cells(0, Math.min(threshold, MAX_THRESHOLD), this.interval);
	}

	/**
	 * Takes the right to pass.
	 * @param now the time
	 * @return a ticket, 0 or more; else a refusal: the negated nanoseconds until a cell
	 * is free, or {@link #NEVER}
	 */
	public long acquire(long now) {
		long elapsed = Math.max(now - this.origin, 0);
		for (;;) {
			long answer = this.cells.acquire(elapsed);
			if (answer != MOVED) {
				return answer;
			}
			Thread.onSpinWait();
		}
	}

	/**
	 * Gives the right back, because the request did not pass after all.
	 * @param ticket the ticket
	 * @param acquired the time given to {@link #acquire}
	 * @param now the time
	 */
	public void giveBack(long ticket, long acquired, long now) {
		// later, the cell may be that of another request
		if (now - acquired < this.interval) {
			this.cells.giveBack(ticket, Math.max(now - this.origin, 0));
		}
	}

	/**
	 * Changes the number of requests; those that passed lately count on.
	 * @param threshold the most requests, 0 or more
	 * @param now the time
	 */
	public void resize(long threshold, long now) {
		this.resizing.lock();
		try {
			Cells previous = this.cells;
			if (previous.threshold == Math.min(threshold, MAX_THRESHOLD)) {
				return;
			}
			Cells next = new Cells(previous.generation + 1, Math.min(threshold, MAX_THRESHOLD), this.interval);
			long elapsed = Math.max(now - this.origin, 0);
			next.fill(previous.freeze(elapsed), elapsed);
			this.cells = next;
		}
		finally {
			this.resizing.unlock();
		}
	}

	/**
	 * The most requests.
	 * @return the threshold
	 */
	public long threshold() {
		return this.cells.threshold;
	}

	/**
	 * Requests of the same time.
	 *
	 * @param time when, in nanoseconds from the origin
	 * @param count how many
	 */
	private record Passed(long time, long count) {
	}

	/**
	 * The cells. One cell is one number: when it was used last, rounded up to ticks; how
	 * many requests it has let pass since it was free; and the parity of the lap in which
	 * it was taken, by which a cursor that lags behind is told from a cell in use.
	 */
	private static final class Cells {

		private final int generation;

		private final long threshold;

		private final long interval;

		private final int length;

		private final long capacity;

		private final int larger;

		private final int countBits;

		private final int tickShift;

		private final AtomicLongArray values;

		/**
		 * The lap in the upper half, the next cell in the lower one.
		 */
		private final AtomicLong cursor = new AtomicLong();

		/**
		 * Until when cells may be free that are not at the cursor, because one was given
		 * back or taken out of turn.
		 */
		private final AtomicLong disorderEnds = new AtomicLong();

		/**
		 * Requests for which there was no cell when these became fewer. They count when
		 * cells become more again.
		 */
		private final List<Passed> surplus = new ArrayList<>();

		Cells(int generation, long threshold, long interval) {
			this.generation = generation;
			this.threshold = threshold;
			this.interval = interval;
			this.length = (int) Math.min(threshold, MAX_CELLS);
			this.capacity = (this.length > 0) ? threshold / this.length : 0;
			this.larger = (this.length > 0) ? (int) (threshold % this.length) : 0;
			this.countBits = Long.SIZE - Long.numberOfLeadingZeros(this.capacity + 1);
			// times fit for more than thirty years
			this.tickShift = Math.max(0, this.countBits - 2);
			this.values = new AtomicLongArray(this.length);
			for (int i = 0; i < this.length; i++) {
				this.values.setPlain(i, pack(0, 0, 1));
			}
		}

		private long pack(long ticks, long count, long lap) {
			return (ticks << (this.countBits + 1)) | (count << 1) | lap;
		}

		private long count(long value) {
			return (value >>> 1) & ((1L << this.countBits) - 1);
		}

		private long time(long value) {
			return (value >>> (this.countBits + 1)) << this.tickShift;
		}

		private long ticks(long elapsed) {
			return (elapsed + (1L << this.tickShift) - 1) >>> this.tickShift;
		}

		private long capacity(int index) {
			return (index < this.larger) ? this.capacity + 1 : this.capacity;
		}

		private long ticket(int index) {
			return ((long) this.generation << Integer.SIZE) | index;
		}

		long acquire(long elapsed) {
			if (this.length == 0) {
				return NEVER;
			}
			for (;;) {
				long cursor = this.cursor.get();
				int index = (int) cursor;
				long lap = (cursor >>> Integer.SIZE) & 1;
				long value = this.values.get(index);
				if (value == FROZEN) {
					return MOVED;
				}
				long next = next(value, elapsed, lap, index);
				if (next != 0) {
					if (this.values.compareAndSet(index, value, next)) {
						if (count(next) == capacity(index)) {
							advance(cursor);
						}
						return ticket(index);
					}
				}
				else if ((value & 1) == lap) {
					advance(cursor);
				}
				else if (this.cursor.get() == cursor) {
					long freeAt = time(value) + this.interval;
					return (elapsed < this.disorderEnds.get()) ? takeOutOfTurn(elapsed, cursor, freeAt)
							: elapsed - freeAt;
				}
			}
		}

		/**
		 * What a cell becomes when a request takes it.
		 * @return the value, 0 when the cell is in use
		 */
		private long next(long value, long elapsed, long lap, int index) {
			long count = count(value);
			if (isFree(value, elapsed)) {
				return pack(ticks(elapsed), 1, lap);
			}
			if ((value & 1) == lap && count < capacity(index)) {
				return pack(ticks(Math.max(elapsed, time(value))), count + 1, lap);
			}
			return 0;
		}

		private void advance(long cursor) {
			long next = cursor + 1;
			if ((int) next == this.length) {
				next = ((cursor >>> Integer.SIZE) + 1) << Integer.SIZE;
			}
			this.cursor.compareAndSet(cursor, next);
		}

		/**
		 * Takes any cell that is free. It then has had its turn: the cursor passes over
		 * it once.
		 */
		private long takeOutOfTurn(long elapsed, long cursor, long earliest) {
			long freeAt = earliest;
			for (int i = 0; i < this.length; i++) {
				long value = this.values.get(i);
				if (value == FROZEN) {
					return MOVED;
				}
				long turn = ((cursor >>> Integer.SIZE) + ((i < (int) cursor) ? 1 : 0)) & 1;
				long next = 0;
				if (isFree(value, elapsed)) {
					next = pack(ticks(elapsed), 1, turn);
				}
				else if (count(value) < capacity(i)) {
					next = pack(ticks(Math.max(elapsed, time(value))), count(value) + 1, turn);
				}
				if (next != 0 && this.values.compareAndSet(i, value, next)) {
					disorderUntil(elapsed + 2 * this.interval);
					return ticket(i);
				}
				freeAt = Math.min(freeAt, time(value) + this.interval);
			}
			return Math.min(elapsed - freeAt, -1);
		}

		private boolean isFree(long value, long elapsed) {
			return count(value) == 0 || time(value) + this.interval <= elapsed;
		}

		private void disorderUntil(long end) {
			this.disorderEnds.accumulateAndGet(end, Math::max);
		}

		void giveBack(long ticket, long elapsed) {
			if ((int) (ticket >>> Integer.SIZE) != this.generation) {
				return;
			}
			int index = (int) ticket;
			for (;;) {
				long value = this.values.get(index);
				if (value == FROZEN || count(value) == 0) {
					return;
				}
				if (this.values.compareAndSet(index, value, value - 2)) {
					disorderUntil(elapsed + this.interval);
					return;
				}
			}
		}

		/**
		 * Ends these cells: whoever meets one from now on waits for the next ones.
		 */
		List<Passed> freeze(long elapsed) {
			List<Passed> passed = new ArrayList<>();
			for (int i = 0; i < this.length; i++) {
				long value = this.values.getAndSet(i, FROZEN);
				if (count(value) > 0 && time(value) + this.interval > elapsed) {
					passed.add(new Passed(time(value), count(value)));
				}
			}
			this.surplus.stream().filter((each) -> each.time() + this.interval > elapsed).forEach(passed::add);
			passed.sort(Comparator.comparingLong(Passed::time).reversed());
			return passed;
		}

		/**
		 * Takes over the latest requests, so that free cells come first and then those
		 * that are free next.
		 */
		void fill(List<Passed> latestFirst, long elapsed) {
			int index = this.length - 1;
			for (Passed passed : latestFirst) {
				long left = passed.count();
				while (left > 0 && index >= 0) {
					long value = this.values.get(index);
					long room = capacity(index) - count(value);
					long taken = Math.min(left, room);
					long time = (count(value) > 0) ? time(value) : passed.time();
					this.values.set(index, pack(ticks(time), count(value) + taken, 1));
					left -= taken;
					if (taken == room) {
						index--;
					}
				}
				if (left > 0) {
					this.surplus.add(new Passed(passed.time(), left));
				}
			}
			// the last one may have room
			disorderUntil(elapsed + this.interval);
		}

	}

}
