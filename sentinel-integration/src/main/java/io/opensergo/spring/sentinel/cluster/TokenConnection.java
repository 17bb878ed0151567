package io.opensergo.spring.sentinel.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import com.alibaba.csp.sentinel.cluster.ClusterConstants;
import com.alibaba.csp.sentinel.cluster.client.codec.netty.NettyRequestEncoder;
import com.alibaba.csp.sentinel.cluster.client.codec.netty.NettyResponseDecoder;
import com.alibaba.csp.sentinel.cluster.client.init.DefaultClusterClientInitFunc;
import com.alibaba.csp.sentinel.cluster.request.ClusterRequest;
import com.alibaba.csp.sentinel.cluster.request.data.ParamFlowRequestData;
import com.alibaba.csp.sentinel.cluster.response.ClusterResponse;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a token server, with the codecs of Sentinel's client, which is made
 * again when it is lost. Sentinel's own transport keeps the requests under way of all its
 * clients of a virtual machine in one map, by numbers that each client counts for itself:
 * with two of them, one gets the answers of the other. Safe for all threads.
 */
final class TokenConnection implements AutoCloseable {

	/**
	 * The pause before a lost connection is made again.
	 */
	private static final Duration RECONNECT_DELAY = Duration.ofSeconds(1);

	private static final int CONNECT_TIMEOUT_MILLIS = 3000;

	/**
	 * As in Sentinel: the longest answer, and the length field before each.
	 */
	private static final int MAX_FRAME_LENGTH = 1024;

	private static final int LENGTH_FIELD_LENGTH = 2;

	private final EventLoopGroup thread = new MultiThreadIoEventLoopGroup(1,
			new DefaultThreadFactory("opensergo-tokens-client", true), NioIoHandler.newFactory());

	private final Map<Integer, CompletableFuture<Integer>> underWay = new ConcurrentHashMap<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final Bootstrap bootstrap;

	private volatile @Nullable Channel channel;

	private volatile boolean closed;

	TokenConnection(ServerAddress server) {
		registerCodecs();
		this.bootstrap = new Bootstrap().group(this.thread)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
			.remoteAddress(server.host(), server.port())
			.handler(new Initializer());
	}

	private static void registerCodecs() {
		try {
			new DefaultClusterClientInitFunc().init();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Sentinel's cluster client cannot be set up", ex);
		}
	}

	/**
	 * Begins to connect, and returns at once.
	 */
	void connect() {
		if (!this.closed) {
			this.bootstrap.connect().addListener((ChannelFutureListener) this::connected);
		}
	}

	private void connected(ChannelFuture future) {
		if (!future.isSuccess()) {
			connectLater();
			return;
		}
		Channel channel = future.channel();
		channel.closeFuture().addListener((lost) -> lost());
		this.channel = channel;
		if (this.closed) {
			channel.close();
		}
	}

	private void lost() {
		this.channel = null;
		this.underWay.values().forEach((answer) -> answer.cancel(false));
		connectLater();
	}

	private void connectLater() {
		if (!this.closed && !this.thread.isShuttingDown()) {
			this.thread.schedule(this::connect, RECONNECT_DELAY.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Whether there is a connection.
	 * @return {@code true} when requests can be sent
	 */
	boolean isReady() {
		Channel channel = this.channel;
		return channel != null && channel.isActive();
	}

	/**
	 * Sends a request and waits for the answer.
	 * @param limit the limit
	 * @param tokens for how many requests
	 * @param timeout how long to wait
	 * @return the status in Sentinel's numbers, {@code null} without an answer
	 */
	@Nullable Integer request(SharedLimit limit, int tokens, Duration timeout) {
		Channel channel = this.channel;
		if (channel == null) {
			return null;
		}
		int id = this.requests.incrementAndGet();
		CompletableFuture<Integer> answer = new CompletableFuture<>();
		this.underWay.put(id, answer);
		try {
			channel.writeAndFlush(new ClusterRequest<>(id, ClusterConstants.MSG_TYPE_PARAM_FLOW,
					new ParamFlowRequestData().setFlowId(limit.flowId()).setCount(tokens).setParams(limit.params())));
			return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (CancellationException | ExecutionException | TimeoutException ex) {
			return null;
		}
		finally {
			this.underWay.remove(id);
		}
	}

	@Override
	public void close() {
		this.closed = true;
		Channel channel = this.channel;
		if (channel != null) {
			channel.close();
		}
		this.thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
	}

	private final class Initializer extends ChannelInitializer<SocketChannel> {

		@Override
		protected void initChannel(SocketChannel channel) {
			channel.pipeline()
				.addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME_LENGTH, 0, LENGTH_FIELD_LENGTH, 0,
						LENGTH_FIELD_LENGTH))
				.addLast(new NettyResponseDecoder())
				.addLast(new LengthFieldPrepender(LENGTH_FIELD_LENGTH))
				.addLast(new NettyRequestEncoder())
				.addLast(new Answers());
		}

	}

	private final class Answers extends SimpleChannelInboundHandler<ClusterResponse<?>> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, ClusterResponse<?> response) {
			CompletableFuture<Integer> answer = TokenConnection.this.underWay.get(response.getId());
			if (answer != null) {
				answer.complete(response.getStatus());
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			// a server that speaks something else: what is under way gets no answer
			context.close();
		}

	}

}
