package io.opensergo.spring.sentinel.cluster;

import java.net.InetSocketAddress;

import com.alibaba.csp.sentinel.cluster.server.codec.netty.NettyRequestDecoder;
import com.alibaba.csp.sentinel.cluster.server.codec.netty.NettyResponseEncoder;
import com.alibaba.csp.sentinel.cluster.server.connection.ConnectionPool;
import com.alibaba.csp.sentinel.cluster.server.handler.TokenServerHandler;
import com.alibaba.csp.sentinel.cluster.server.init.DefaultClusterServerInitFunc;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for clients of tokens, with the codecs and the handler of Sentinel's token
 * server. Sentinel's own transport can only listen on all interfaces, and says nothing
 * when the port is in use; there is no authentication, so where it listens matters. Not
 * safe for use by several threads.
 */
public final class TokenServer implements AutoCloseable {

	/**
	 * The port of Sentinel's token servers.
	 */
	public static final int DEFAULT_PORT = 18730;

	/**
	 * As in Sentinel: the longest request, and the length field before each.
	 */
	private static final int MAX_FRAME_LENGTH = 1024;

	private static final int LENGTH_FIELD_LENGTH = 2;

	private static final int BACKLOG = 128;

	private static final Logger logger = LoggerFactory.getLogger(TokenServer.class);

	private final InetSocketAddress address;

	private @Nullable EventLoopGroup threads;

	private @Nullable Channel channel;

	private ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	/**
	 * Creates a server that does not listen yet.
	 * @param address where to listen; port 0 for any that is free
	 */
	public TokenServer(InetSocketAddress address) {
		this.address = address;
	}

	/**
	 * Begins to listen.
	 * @throws IllegalStateException when it cannot, such as when the port is in use
	 */
	public void start() {
		if (this.channel != null) {
			return;
		}
		registerCodecs();
		ConnectionPool pool = new ConnectionPool();
		ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
		EventLoopGroup threads = new MultiThreadIoEventLoopGroup(new DefaultThreadFactory("opensergo-tokens", true),
				NioIoHandler.newFactory());
		ServerBootstrap bootstrap = new ServerBootstrap().group(threads)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, BACKLOG)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<SocketChannel>() {
				@Override
				protected void initChannel(SocketChannel channel) {
					clients.add(channel);
					channel.pipeline()
						.addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME_LENGTH, 0, LENGTH_FIELD_LENGTH, 0,
								LENGTH_FIELD_LENGTH))
						.addLast(new NettyRequestDecoder())
						.addLast(new LengthFieldPrepender(LENGTH_FIELD_LENGTH))
						.addLast(new NettyResponseEncoder())
						.addLast(new TokenServerHandler(pool));
				}
			});
		ChannelFuture bound = bootstrap.bind(this.address).awaitUninterruptibly();
		if (!bound.isSuccess()) {
			threads.shutdownGracefully();
			throw new IllegalStateException(
					"The token server cannot listen on " + text(this.address) + ": " + bound.cause().getMessage(),
					bound.cause());
		}
		this.threads = threads;
		this.clients = clients;
		this.channel = bound.channel();
		logger.info("The token server listens on {}", text(address()));
	}

	/**
	 * Where it listens.
	 * @return the address, with the real port while it listens
	 */
	public InetSocketAddress address() {
		return (this.channel != null) ? (InetSocketAddress) this.channel.localAddress() : this.address;
	}

	/**
	 * Stops listening, and closes the connections of all clients.
	 */
	@Override
	public void close() {
		if (this.channel == null || this.threads == null) {
			return;
		}
		this.channel.close().awaitUninterruptibly();
		this.clients.close().awaitUninterruptibly();
		this.threads.shutdownGracefully();
		this.channel = null;
		this.threads = null;
	}

	private static void registerCodecs() {
		try {
			new DefaultClusterServerInitFunc().init();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Sentinel's token server cannot be set up", ex);
		}
	}

	private static String text(InetSocketAddress address) {
		return address.getHostString() + ":" + address.getPort();
	}

}
