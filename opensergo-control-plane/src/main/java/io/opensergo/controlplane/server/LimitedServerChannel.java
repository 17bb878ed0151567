package io.opensergo.controlplane.server;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.opensergo.controlplane.server.ServerObserver.Refusal;

/**
 * Accepts connections up to a limit and closes those above it before anything is read
 * from them.
 */
final class LimitedServerChannel extends NioServerSocketChannel {

	private final int limit;

	private final AtomicInteger open;

	private final RefusalLog refusals;

	/**
	 * Creates the channel.
	 * @param limit the largest number of connections
	 * @param open counts them
	 * @param refusals hears of those above
	 */
	LimitedServerChannel(int limit, AtomicInteger open, RefusalLog refusals) {
		this.limit = limit;
		this.open = open;
		this.refusals = refusals;
	}

	@Override
	protected int doReadMessages(List<Object> accepted) throws Exception {
		int before = accepted.size();
		int read = super.doReadMessages(accepted);
		for (int i = accepted.size() - 1; i >= before; i--) {
			Channel connection = (Channel) accepted.get(i);
			if (this.open.incrementAndGet() > this.limit) {
				accepted.remove(i);
				refuse(connection);
			}
			else {
				connection.closeFuture().addListener((closed) -> this.open.decrementAndGet());
			}
		}
		return read;
	}

	private void refuse(Channel connection) {
		this.open.decrementAndGet();
		String client = String.valueOf(connection.remoteAddress());
		connection.unsafe().closeForcibly();
		this.refusals.refused(Refusal.CONNECTIONS, client, "there are " + this.limit
				+ " connections already; start another control plane or raise --max-connections");
	}

}
