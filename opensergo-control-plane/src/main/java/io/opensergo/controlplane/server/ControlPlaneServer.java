package io.opensergo.controlplane.server;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.opensergo.controlplane.server.UniversalTransportService.PeerInterceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the rules of a {@link RuleBoard} by the OpenSergo universal transport protocol.
 */
public final class ControlPlaneServer implements AutoCloseable {

	/**
	 * The port that clients of OpenSergo try by default.
	 */
	public static final int DEFAULT_PORT = 10246;

	private static final Logger logger = LoggerFactory.getLogger(ControlPlaneServer.class);

	/**
	 * How long clients may take to end their streams when the server is closed. Together
	 * with the forced end it stays below 5 s.
	 */
	private static final Duration DRAIN_TIME = Duration.ofSeconds(2);

	private static final Duration FORCED_END_TIME = Duration.ofSeconds(1);

	/**
	 * Requests are small: names and acknowledgements. The window is fixed to it as well,
	 * or each of thousands of acknowledgements would cost a ping that measures the
	 * connection.
	 */
	private static final int MAX_REQUEST_BYTES = 1024 * 1024;

	private static final int MAX_METADATA_BYTES = 16 * 1024;

	/**
	 * A connection whose peer vanished is noticed after this time of silence.
	 */
	private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

	private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Clients that ask for signs of life more often than this are cut off.
	 */
	static final Duration SHORTEST_CLIENT_KEEP_ALIVE = Duration.ofSeconds(5);

	/**
	 * A connection without a stream is closed after this time.
	 */
	private static final Duration IDLE_TIME = Duration.ofMinutes(5);

	private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(10);

	private final RuleBoard board;

	private final ServerOptions options;

	private final RefusalLog refusals;

	private final UniversalTransportService service;

	private final AtomicInteger connections = new AtomicInteger();

	private final List<EventLoopGroup> eventLoops = new ArrayList<>();

	private final List<ExecutorService> executors = new ArrayList<>();

	private @Nullable Server server;

	/**
	 * Creates a server; nothing listens yet.
	 * @param board the rules
	 * @param options where it listens, and for whom
	 * @param observer hears what it does
	 */
	public ControlPlaneServer(RuleBoard board, ServerOptions options, ServerObserver observer) {
		this.board = board;
		this.options = options;
		this.refusals = new RefusalLog(board.timing(), observer);
		this.service = new UniversalTransportService(board, new ResponseFactory(UUID.randomUUID().toString()),
				new Supervision(options.limits(), observer, this.refusals));
	}

	/**
	 * Listens. To be called once.
	 * @throws IOException when the address cannot be listened on, or files of the
	 * encryption cannot be read any more
	 */
	public synchronized void start() throws IOException {
		warnOfOpenDoors();
		ServerLimits limits = this.options.limits();
		this.server = NettyServerBuilder.forAddress(this.options.address(), credentials())
			.executor(executor())
			.bossEventLoopGroup(eventLoops(1, "accept"))
			.workerEventLoopGroup(eventLoops(processors(), "net"))
			.channelFactory(() -> new LimitedServerChannel(limits.connections(), this.connections, this.refusals))
			.addService(ServerInterceptors.intercept(this.service, interceptors()))
			.maxInboundMessageSize(MAX_REQUEST_BYTES)
			.flowControlWindow(MAX_REQUEST_BYTES)
			.maxInboundMetadataSize(MAX_METADATA_BYTES)
			.maxConcurrentCallsPerConnection(limits.streamsPerConnection())
			.handshakeTimeout(HANDSHAKE_TIME.toMillis(), TimeUnit.MILLISECONDS)
			.maxConnectionIdle(IDLE_TIME.toMillis(), TimeUnit.MILLISECONDS)
			.keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
			.keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
			.permitKeepAliveTime(SHORTEST_CLIENT_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
			.permitKeepAliveWithoutCalls(true)
			.build()
			.start();
	}

	private void warnOfOpenDoors() {
		if (!this.options.overheard()) {
			return;
		}
		String address = this.options.address().getHostString();
		if (this.options.tokens() != null) {
			logger.warn("Tokens cross the network readable for everybody, because there is no encryption on {};"
					+ " add --tls-cert and --tls-key", address);
		}
		else {
			logger.warn("Everybody who reaches {} hears the rules: there is no encryption and no login;"
					+ " add --tls-cert, --tls-key and --token-file or --tls-client-ca", address);
		}
	}

	private ServerCredentials credentials() throws IOException {
		ServerTls tls = this.options.tls();
		if (tls == null) {
			return InsecureServerCredentials.create();
		}
		ScheduledExecutorService files = Executors.newSingleThreadScheduledExecutor(new ServingThreads("files"));
		this.executors.add(files);
		try {
			tls.refreshWith(files);
		}
		catch (GeneralSecurityException ex) {
			throw new IOException("The files of the encryption changed and cannot be used: " + ex.getMessage(), ex);
		}
		return tls.credentials();
	}

	private ExecutorService executor() {
		ExecutorService executor = Executors.newFixedThreadPool(processors(), new ServingThreads("serve"));
		this.executors.add(executor);
		return executor;
	}

	private EventLoopGroup eventLoops(int threads, String name) {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, new ServingThreads(name),
				NioIoHandler.newFactory());
		this.eventLoops.add(group);
		return group;
	}

	private static int processors() {
		return Math.max(2, Runtime.getRuntime().availableProcessors());
	}

	/**
	 * The last one is asked first.
	 */
	private List<ServerInterceptor> interceptors() {
		List<ServerInterceptor> interceptors = new ArrayList<>();
		interceptors.add(new PeerInterceptor());
		if (this.options.tokens() != null) {
			interceptors.add(new TokenInterceptor(this.options.tokens(), this.refusals));
		}
		return interceptors;
	}

	/**
	 * The port that the server listens on.
	 * @return the port
	 */
	public synchronized int port() {
		return Objects.requireNonNull(this.server, "The server is not started").getPort();
	}

	/**
	 * The number of open streams.
	 * @return the number
	 */
	public int streams() {
		return this.service.streams();
	}

	/**
	 * The number of open connections.
	 * @return the number
	 */
	public int connections() {
		return this.connections.get();
	}

	/**
	 * The keys that somebody subscribed to.
	 * @return what is served for each
	 */
	public List<KeyStatus> keys() {
		return this.board.keys();
	}

	/**
	 * The open streams.
	 * @return what was sent on each, and what its client said of it
	 */
	public List<ClientStatus> clients() {
		return this.service.clients();
	}

	/**
	 * Whether clients can connect.
	 * @return {@code true} between the start and the end
	 */
	public synchronized boolean listening() {
		return this.server != null && !this.server.isShutdown();
	}

	/**
	 * Waits until the server is closed.
	 * @throws InterruptedException when the waiting thread is interrupted
	 */
	public void awaitTermination() throws InterruptedException {
		Server running;
		synchronized (this) {
			running = Objects.requireNonNull(this.server, "The server is not started");
		}
		running.awaitTermination();
	}

	/**
	 * Refuses new streams, completes the open ones, and ends by force those that do not
	 * end in time. Idempotent.
	 */
	@Override
	public synchronized void close() {
		if (this.server != null && !this.server.isShutdown()) {
			logger.info("Stopping, {} streams are completed", this.service.streams());
			this.server.shutdown();
			this.service.close();
			end(this.server);
		}
		this.eventLoops
			.forEach((group) -> group.shutdownGracefully(0, FORCED_END_TIME.toMillis(), TimeUnit.MILLISECONDS));
		this.executors.forEach(ExecutorService::shutdownNow);
	}

	private static void end(Server server) {
		try {
			if (!server.awaitTermination(DRAIN_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
				server.shutdownNow();
				server.awaitTermination(FORCED_END_TIME.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			server.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	private static final class ServingThreads implements ThreadFactory {

		private final AtomicInteger number = new AtomicInteger();

		private final String name;

		ServingThreads(String name) {
			this.name = name;
		}

		@Override
		public Thread newThread(Runnable task) {
			Thread thread = new Thread(task, "opensergo-" + this.name + "-" + this.number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		}

	}

}
