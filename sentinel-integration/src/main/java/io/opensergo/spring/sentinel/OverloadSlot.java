package io.opensergo.spring.sentinel;

import com.alibaba.csp.sentinel.Constants;
import com.alibaba.csp.sentinel.context.Context;
import com.alibaba.csp.sentinel.node.DefaultNode;
import com.alibaba.csp.sentinel.slotchain.AbstractLinkedProcessorSlot;
import com.alibaba.csp.sentinel.slotchain.ResourceWrapper;
import com.alibaba.csp.sentinel.spi.Spi;

/**
 * Sheds inbound requests of an overloaded instance, before they cost more: right after
 * Sentinel's slot for the same purpose. Made by Sentinel.
 */
@Spi(order = Constants.ORDER_SYSTEM_SLOT + 10)
public final class OverloadSlot extends AbstractLinkedProcessorSlot<DefaultNode> {

	@Override
	public void entry(Context context, ResourceWrapper resource, DefaultNode node, int count, boolean prioritized,
			Object... args) throws Throwable {
		SentinelBridge.checkOverload(resource);
		fireEntry(context, resource, node, count, prioritized, args);
	}

	@Override
	public void exit(Context context, ResourceWrapper resource, int count, Object... args) {
		fireExit(context, resource, count, args);
	}

}
