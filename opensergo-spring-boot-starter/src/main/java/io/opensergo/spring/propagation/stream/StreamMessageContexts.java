package io.opensergo.spring.propagation.stream;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.spring.propagation.BatchContext;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * The contexts of received messages. An imperative function has the context bound
 * already; a reactive one, which sees many messages in one subscription, takes that of
 * each message and hands it on. Safe for all threads.
 *
 * <pre>{@code
 * messages.concatMap((message) -> handle(message)
 *     .contextWrite((view) -> view.put(TrafficContext.CARRIER_KEY, contexts.of(message))));
 * }</pre>
 */
public final class StreamMessageContexts {

	/**
	 * Where the Kafka and the RabbitMQ binder put the headers of each message of a batch.
	 */
	private static final List<String> BATCHED_HEADERS = List.of("kafka_batchConvertedHeaders", "amqp_batchedHeaders");

	private final ContextHeaders headers;

	/**
	 * Creates the contexts of an application.
	 * @param headers reads what crosses the wire
	 */
	public StreamMessageContexts(ContextHeaders headers) {
		this.headers = headers;
	}

	/**
	 * The context that a message carries.
	 * @param message the message
	 * @return the context; that of this instance when the message names no lane
	 */
	public TrafficContext of(Message<?> message) {
		return read(message.getHeaders());
	}

	/**
	 * The context to bind for a message or a batch of them.
	 * @param message the message
	 * @return the context, {@code null} for a batch whose messages disagree or do not
	 * tell their headers
	 */
	@Nullable TrafficContext common(Message<?> message) {
		if (!(message.getPayload() instanceof Collection<?>)
				|| message.getHeaders().containsKey(TrafficLane.DEFAULT_TRAFFIC_HEADER)) {
			return of(message);
		}
		for (String name : BATCHED_HEADERS) {
			if (message.getHeaders().get(name) instanceof List<?> batch) {
				return BatchContext.<Object>of(batch,
						(element) -> read((element instanceof Map<?, ?> map) ? map : Map.of()));
			}
		}
		return null;
	}

	private TrafficContext read(Map<?, ?> messageHeaders) {
		return this.headers.read(messageHeaders, MessageHeadersAccess.INSTANCE);
	}

}
