package io.opensergo.controlplane.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
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
	 * Requests are small: names and acknowledgements.
	 */
	private static final int MAX_REQUEST_BYTES = 1024 * 1024;

	private static final int MAX_METADATA_BYTES = 16 * 1024;

	private static final int MAX_STREAMS_PER_CONNECTION = 100;

	/**
	 * A connection whose peer vanished is noticed after this time of silence.
	 */
	private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

	private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Clients that ask for signs of life more often than this are cut off.
	 */
	private static final Duration SHORTEST_CLIENT_KEEP_ALIVE = Duration.ofSeconds(5);

	private final UniversalTransportService service;

	private final InetSocketAddress address;

	private @Nullable Server server;

	private @Nullable ExecutorService executor;

	/**
	 * Creates a server; nothing listens yet.
	 * @param board the rules
	 * @param address where to listen; port 0 takes any free port
	 */
	public ControlPlaneServer(RuleBoard board, InetSocketAddress address) {
		this.service = new UniversalTransportService(board, new ResponseFactory(UUID.randomUUID().toString()));
		this.address = address;
	}

	/**
	 * Listens. To be called once.
	 * @throws IOException when the address cannot be listened on
	 */
	public synchronized void start() throws IOException {
		ExecutorService executor = Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()),
				new ServingThreads());
		this.executor = executor;
		this.server = NettyServerBuilder.forAddress(this.address)
			.executor(executor)
			.addService(ServerInterceptors.intercept(this.service, new PeerInterceptor()))
			.maxInboundMessageSize(MAX_REQUEST_BYTES)
			.maxInboundMetadataSize(MAX_METADATA_BYTES)
			.maxConcurrentCallsPerConnection(MAX_STREAMS_PER_CONNECTION)
			.keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
			.keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
			.permitKeepAliveTime(SHORTEST_CLIENT_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
			.permitKeepAliveWithoutCalls(true)
			.build()
			.start();
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
		if (this.executor != null) {
			this.executor.shutdownNow();
		}
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

		@Override
		public Thread newThread(Runnable task) {
			Thread thread = new Thread(task, "opensergo-serve-" + this.number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		}

	}

}
