package io.opensergo.spring.sentinel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import com.alibaba.csp.sentinel.Constants;
import com.alibaba.csp.sentinel.EntryType;
import com.alibaba.csp.sentinel.Env;
import com.alibaba.csp.sentinel.context.Context;
import com.alibaba.csp.sentinel.context.ContextUtil;
import com.alibaba.csp.sentinel.slotchain.ResourceWrapper;
import com.alibaba.csp.sentinel.slotchain.SlotChainProvider;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.system.SystemRuleManager;
import org.jspecify.annotations.Nullable;

/**
 * The one place where our state is static, because that of Sentinel is: its slots, made
 * once per virtual machine, find the engines of the applications here, and the engines
 * find what Sentinel measures. Rules of Sentinel's own are not touched.
 */
final class SentinelBridge {

	private static final ReentrantLock registration = new ReentrantLock();

	private static volatile ProtectionEngine[] engines = new ProtectionEngine[0];

	private static final double MILLIS_PER_SECOND = 1000;

	private SentinelBridge() {
	}

	/**
	 * Lets an engine see entries. Once more than once, it has no effect.
	 * @param engine the engine
	 */
	static void register(ProtectionEngine engine) {
		prepareSentinel();
		change((all) -> {
			if (!all.contains(engine)) {
				all.add(engine);
			}
		});
	}

	/**
	 * Loads what Sentinel would else load at the first entry, which may be on an event
	 * loop that must not read files.
	 */
	private static void prepareSentinel() {
		ContextUtil.getContext();
		Objects.requireNonNull(Env.sph, "sph");
		SlotChainProvider.newSlotChain();
	}

	/**
	 * Hides entries from an engine.
	 * @param engine the engine
	 */
	static void unregister(ProtectionEngine engine) {
		change((all) -> all.remove(engine));
	}

	private static void change(Consumer<List<ProtectionEngine>> change) {
		registration.lock();
		try {
			List<ProtectionEngine> all = new ArrayList<>(List.of(engines));
			change.accept(all);
			engines = all.toArray(ProtectionEngine[]::new);
		}
		finally {
			registration.unlock();
		}
	}

	/**
	 * Sheds an inbound request when the instance is overloaded. Whatever fails here lets
	 * the request pass.
	 * @param resource the resource
	 * @throws BlockException when the instance is overloaded
	 */
	static void checkOverload(ResourceWrapper resource) throws BlockException {
		if (resource.getEntryType() != EntryType.IN) {
			return;
		}
		for (ProtectionEngine engine : engines) {
			try {
				engine.checkOverload(resource.getName());
			}
			catch (BlockException ex) {
				throw ex;
			}
			catch (Throwable ex) {
				engine.failed(resource.getName(), ex);
			}
		}
	}

	/**
	 * Asks the guards of a resource. Whatever fails here lets the request pass.
	 * @param context the context of the entry
	 * @param resource the resource
	 * @param count for how many requests
	 * @param args the arguments of the entry
	 * @return what the request holds now, {@code null} when nothing protects the resource
	 * @throws BlockException when the request may not pass
	 */
	static @Nullable Admission admit(Context context, ResourceWrapper resource, int count,
			@Nullable Object @Nullable [] args) throws BlockException {
		Admission admission = null;
		for (ProtectionEngine engine : engines) {
			try {
				ResourceGuards guards = engine.guards(resource.getName(), resource.getEntryType() == EntryType.IN);
				if (guards != engine.noGuards()) {
					Admission own = guards.admit(Math.max(count, 0), DeferredWait.among(args));
					if (guards.hearEnd()) {
						context.getCurEntry().whenTerminate(own);
					}
					admission = own.and(admission);
				}
			}
			catch (BlockException ex) {
				if (admission != null) {
					admission.withdraw();
				}
				throw ex;
			}
			catch (Throwable ex) {
				engine.failed(resource.getName(), ex);
			}
		}
		return admission;
	}

	/**
	 * The usage of the processors, as Sentinel samples it each second.
	 * @return a share from 0 to 1, negative when it is not known yet
	 */
	static double cpuUsage() {
		return SystemRuleManager.getCurrentCpuUsage();
	}

	/**
	 * The load average over one minute, as Sentinel samples it each second.
	 * @return the load, negative when it is not known
	 */
	static double loadAverage() {
		return SystemRuleManager.getCurrentSystemAvgLoad();
	}

	/**
	 * How many inbound entries are not ended.
	 * @return the number
	 */
	static int inboundRequests() {
		return Constants.ENTRY_NODE.curThreadNum();
	}

	/**
	 * The most inbound entries that were completed per second lately, times the shortest
	 * time that one took.
	 * @return the product, in requests
	 */
	static double inboundCapacity() {
		return Constants.ENTRY_NODE.maxSuccessQps() * Constants.ENTRY_NODE.minRt() / MILLIS_PER_SECOND;
	}

}
