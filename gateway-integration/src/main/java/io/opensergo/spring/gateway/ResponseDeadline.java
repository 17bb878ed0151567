package io.opensergo.spring.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import reactor.netty.Connection;
import reactor.netty.channel.ChannelOperations;

import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Ends an answer that has begun and does not end in time: the connection to the instance
 * is closed, and the client sees an answer that breaks off.
 */
final class ResponseDeadline {

	private ResponseDeadline() {
	}

	static void set(ServerWebExchange exchange, Duration remaining) {
		Connection connection = exchange.getAttribute(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR);
		if (connection == null) {
			return;
		}
		Channel channel = connection.channel();
		ScheduledFuture<?> end = channel.eventLoop().schedule(() -> {
			// a pooled channel may serve another request by now
			if (ChannelOperations.get(channel) == connection) {
				channel.close();
			}
		}, remaining.toNanos(), TimeUnit.NANOSECONDS);
		connection.onTerminate().subscribe(null, (failure) -> end.cancel(false), () -> end.cancel(false));
	}

}
