package io.opensergo.spring.sentinel.entry;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.alibaba.csp.sentinel.AsyncEntry;
import com.alibaba.csp.sentinel.EntryType;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.Tracer;
import com.alibaba.csp.sentinel.context.ContextUtil;
import com.alibaba.csp.sentinel.slots.block.BlockException;

/**
 * The entries of one request, of one resource or of several around each other. They leave
 * nothing on the thread, so that they may be exited by any thread, once. Safe for all
 * threads.
 */
public final class ResourceEntries {

	private static final Object[] NO_ARGUMENTS = {};

	private final AsyncEntry[] entries;

	private final AtomicBoolean exited = new AtomicBoolean();

	private ResourceEntries(AsyncEntry[] entries) {
		this.entries = entries;
	}

	/**
	 * Enters inbound resources.
	 * @param context the name of the entrance, one for each kind of host
	 * @param resourceType a constant of
	 * {@link com.alibaba.csp.sentinel.ResourceTypeConstants}
	 * @param resources the names, the outermost first
	 * @param arguments what the slots shall know, such as a
	 * {@link io.opensergo.spring.sentinel.DeferredWait}
	 * @return the entries
	 * @throws BlockException when one of them is blocked; none is held then
	 */
	public static ResourceEntries inbound(String context, int resourceType, List<String> resources, Object... arguments)
			throws BlockException {
		boolean entering = ContextUtil.getContext() == null;
		if (entering) {
			ContextUtil.enter(context);
		}
		try {
			return enter(resources, resourceType, EntryType.IN, arguments);
		}
		finally {
			if (entering) {
				ContextUtil.exit();
			}
		}
	}

	/**
	 * Enters outbound resources.
	 * @param resourceType a constant of
	 * {@link com.alibaba.csp.sentinel.ResourceTypeConstants}
	 * @param resources the names, the outermost first
	 * @param arguments what the slots shall know, such as a
	 * {@link io.opensergo.spring.sentinel.DeferredWait}
	 * @return the entries
	 * @throws BlockException when one of them is blocked; none is held then
	 */
	public static ResourceEntries outbound(int resourceType, List<String> resources, Object... arguments)
			throws BlockException {
		boolean entering = ContextUtil.getContext() == null;
		try {
			return enter(resources, resourceType, EntryType.OUT, arguments);
		}
		finally {
			if (entering) {
				ContextUtil.exit();
			}
		}
	}

	private static ResourceEntries enter(List<String> resources, int resourceType, EntryType type, Object... arguments)
			throws BlockException {
		AsyncEntry[] entries = new AsyncEntry[resources.size()];
		int entered = 0;
		try {
			for (; entered < entries.length; entered++) {
				entries[entered] = SphU.asyncEntry(resources.get(entered), resourceType, type,
						(arguments.length > 0) ? arguments : NO_ARGUMENTS);
			}
			return new ResourceEntries(entries);
		}
		finally {
			if (entered < entries.length) {
				exit(entries, entered);
			}
		}
	}

	/**
	 * Tells why the request failed. To be called before {@link #exit()}.
	 * @param failure the failure; that a further resource was blocked is none
	 */
	public void fail(Throwable failure) {
		if (this.exited.get() || BlockException.isBlockException(failure)) {
			return;
		}
		for (AsyncEntry entry : this.entries) {
			Tracer.traceEntry(failure, entry);
		}
	}

	/**
	 * Ends the entries. Further calls do nothing.
	 */
	public void exit() {
		if (this.exited.compareAndSet(false, true)) {
			exit(this.entries, this.entries.length);
		}
	}

	private static void exit(AsyncEntry[] entries, int entered) {
		for (int i = entered - 1; i >= 0; i--) {
			entries[i].exit();
		}
	}

}
