package io.opensergo.spring.sentinel;

import com.alibaba.csp.sentinel.Constants;
import com.alibaba.csp.sentinel.context.Context;
import com.alibaba.csp.sentinel.node.DefaultNode;
import com.alibaba.csp.sentinel.slotchain.AbstractLinkedProcessorSlot;
import com.alibaba.csp.sentinel.slotchain.ResourceWrapper;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.spi.Spi;

/**
 * Applies limits, breakers and throttling, after all slots of Sentinel: what rules of the
 * user block costs nothing here, and nothing of theirs blocks a request that has waited
 * for its turn. Throws nothing but {@link BlockException}, because anything else would
 * leave Sentinel's count of threads wrong for ever. Made by Sentinel.
 */
@Spi(order = Constants.ORDER_DEGRADE_SLOT + 10)
public final class ProtectionSlot extends AbstractLinkedProcessorSlot<DefaultNode> {

	@Override
	public void entry(Context context, ResourceWrapper resource, DefaultNode node, int count, boolean prioritized,
			Object... args) throws Throwable {
		Admission admission = SentinelBridge.admit(context, resource, count, args);
		if (admission == null) {
			fireEntry(context, resource, node, count, prioritized, args);
			return;
		}
		try {
			fireEntry(context, resource, node, count, prioritized, args);
		}
		catch (BlockException ex) {
			admission.withdraw();
			throw ex;
		}
		admission.passed();
	}

	@Override
	public void exit(Context context, ResourceWrapper resource, int count, Object... args) {
		fireExit(context, resource, count, args);
	}

}
