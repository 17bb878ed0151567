package io.opensergo.spring.propagation.rocketmq;

import java.util.ArrayList;
import java.util.List;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import org.apache.rocketmq.client.hook.SendMessageContext;
import org.apache.rocketmq.client.hook.SendMessageHook;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageBatch;

/**
 * Writes the lane of the sending thread into messages, and takes it off again once the
 * client has encoded them. Safe for all threads.
 */
public final class LaneSendMessageHook implements SendMessageHook {

	private final ContextHeaders headers;

	private final ThreadLocal<List<OutboundMessage>> sending = new ThreadLocal<>();

	/**
	 * Creates a hook.
	 * @param headers writes what crosses the wire
	 */
	public LaneSendMessageHook(ContextHeaders headers) {
		this.headers = headers;
	}

	@Override
	public String hookName() {
		return "opensergo-lane";
	}

	@Override
	public void sendMessageBefore(SendMessageContext context) {
		Message message = context.getMessage();
		List<OutboundMessage> changed = new ArrayList<>(1);
		if (message instanceof MessageBatch batch) {
			batch.forEach((part) -> write(part, changed));
			if (!changed.isEmpty()) {
				batch.setBody(batch.encode());
			}
		}
		else {
			write(message, changed);
		}
		if (!changed.isEmpty()) {
			this.sending.set(changed);
		}
	}

	private void write(Message message, List<OutboundMessage> changed) {
		OutboundMessage outbound = new OutboundMessage(message);
		this.headers.write(TrafficContext.currentOrNull(), outbound, OutboundMessage.ACCESS);
		if (outbound.isChanged()) {
			changed.add(outbound);
		}
	}

	/**
	 * Called on the thread of {@link #sendMessageBefore}, and for asynchronous sends once
	 * more when the answer is there.
	 */
	@Override
	public void sendMessageAfter(SendMessageContext context) {
		List<OutboundMessage> changed = this.sending.get();
		if (changed != null) {
			this.sending.remove();
			changed.forEach(OutboundMessage::restore);
		}
	}

}
