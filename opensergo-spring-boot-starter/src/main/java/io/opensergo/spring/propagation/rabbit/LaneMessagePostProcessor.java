package io.opensergo.spring.propagation.rabbit;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessagePostProcessor;
import org.springframework.core.Ordered;

/**
 * Writes the lane of the sending thread into messages, after all other post-processors: a
 * lane that one of them set stays. Safe for all threads.
 */
public final class LaneMessagePostProcessor implements MessagePostProcessor, Ordered {

	private final ContextHeaders headers;

	/**
	 * Creates a post-processor.
	 * @param headers writes what crosses the wire
	 */
	public LaneMessagePostProcessor(ContextHeaders headers) {
		this.headers = headers;
	}

	@Override
	public Message postProcessMessage(Message message) {
		OutboundProperties properties = new OutboundProperties(message);
		this.headers.write(TrafficContext.currentOrNull(), properties, OutboundProperties.ACCESS);
		return properties.message();
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
