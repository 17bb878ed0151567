package io.opensergo.spring.sentinel;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.context.Context;
import com.alibaba.csp.sentinel.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one request holds of the guards of its resource, until it ends. Filled by the
 * thread that enters, ended once by any thread.
 */
abstract class Admission implements BiConsumer<Context, Entry> {

	private static final AtomicIntegerFieldUpdater<Admission> ENDED = AtomicIntegerFieldUpdater
		.newUpdater(Admission.class, "ended");

	private final ResourceGuards guards;

	/**
	 * That of another application in the same virtual machine.
	 */
	private @Nullable Admission next;

	private volatile int ended;

	Admission(ResourceGuards guards) {
		this.guards = guards;
	}

	/**
	 * Gives back what the request holds, because it did not pass.
	 */
	abstract void giveBack();

	/**
	 * Takes notice of the end of a request that passed.
	 * @param error what it ended with, {@code null} for success
	 */
	abstract void complete(@Nullable Throwable error);

	final ResourceGuards guards() {
		return this.guards;
	}

	/**
	 * Adds what the request holds of another application.
	 * @param other the other one
	 * @return this one
	 */
	final Admission and(@Nullable Admission other) {
		this.next = other;
		return this;
	}

	/**
	 * The request has passed everything.
	 */
	final void passed() {
		for (Admission each = this; each != null; each = each.next) {
			each.guards.countPassed();
		}
	}

	/**
	 * The request did not pass after all, and is not asked about again.
	 */
	final void withdraw() {
		for (Admission each = this; each != null; each = each.next) {
			each.end(true, null);
		}
	}

	/**
	 * The entry has ended, blocked or not.
	 */
	@Override
	public final void accept(Context context, Entry entry) {
		end(entry.getBlockError() != null, entry.getError());
	}

	private void end(boolean blocked, @Nullable Throwable error) {
		if (!ENDED.compareAndSet(this, 0, 1)) {
			return;
		}
		try {
			if (blocked) {
				giveBack();
			}
			else {
				complete(error);
			}
		}
		catch (Throwable ex) {
			this.guards.failed(ex);
		}
	}

}
