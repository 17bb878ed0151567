package io.opensergo.spring.sentinel.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.alibaba.csp.sentinel.command.CommandHandlerProvider;
import com.alibaba.csp.sentinel.concurrent.NamedThreadFactory;
import com.alibaba.csp.sentinel.spi.Spi;
import com.alibaba.csp.sentinel.transport.CommandCenter;
import com.alibaba.csp.sentinel.transport.command.SimpleHttpCommandCenter;
import com.alibaba.csp.sentinel.transport.command.http.HttpEventTask;
import com.alibaba.csp.sentinel.transport.config.TransportConfig;
import com.alibaba.csp.sentinel.transport.log.CommandCenterLog;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of Sentinel's command center, which listens on all interfaces as soon
 * as it is on the class path: whoever reaches it may replace the rules. This one listens
 * only when {@value TransportSettings#ENABLED} is set, and on
 * {@value TransportSettings#ADDRESS}. Made by Sentinel, from whose configuration the port
 * is taken.
 */
@Spi(order = Spi.ORDER_HIGHEST)
public final class LocalCommandCenter implements CommandCenter {

	private static final int DEFAULT_PORT = 8719;

	/**
	 * Where the next ports are tried, as Sentinel does it.
	 */
	private static final int MAX_PORTS = 20;

	private static final int MAX_PORT = 65535;

	private static final int BACKLOG = 100;

	private static final int READ_TIMEOUT = 3000;

	private static final int THREADS = 2;

	private static final int OFF = -1;

	private @Nullable ServerSocket server;

	private @Nullable ExecutorService executor;

	@Override
	public void beforeStart() {
		if (Boolean.getBoolean(TransportSettings.ENABLED)) {
			SimpleHttpCommandCenter.registerCommands(CommandHandlerProvider.getInstance().namedHandlers());
		}
	}

	@Override
	public void start() throws IOException {
		if (!Boolean.getBoolean(TransportSettings.ENABLED)) {
			CommandCenterLog.info("The transport is off; set " + TransportSettings.ENABLED + " to turn it on");
			TransportConfig.setRuntimePort(OFF);
			return;
		}
		ServerSocket server = bind();
		// one to accept, the others to answer
		ExecutorService executor = Executors.newFixedThreadPool(THREADS + 1,
				new NamedThreadFactory("opensergo-sentinel-transport", true));
		this.server = server;
		this.executor = executor;
		TransportConfig.setRuntimePort(server.getLocalPort());
		executor.execute(() -> accept(server, executor));
	}

	private static ServerSocket bind() throws IOException {
		InetAddress address = InetAddress.getByName(
				System.getProperty(TransportSettings.ADDRESS, InetAddress.getLoopbackAddress().getHostAddress()));
		int first = port();
		IOException failure = new IOException("No port from " + first + " on is free");
		for (int port = first; port < first + MAX_PORTS && port <= MAX_PORT; port++) {
			try {
				return new ServerSocket(port, BACKLOG, address);
			}
			catch (IOException ex) {
				failure.addSuppressed(ex);
			}
		}
		throw failure;
	}

	private static int port() {
		String port = TransportConfig.getPort();
		try {
			return (port != null) ? Integer.parseInt(port) : DEFAULT_PORT;
		}
		catch (NumberFormatException ex) {
			return DEFAULT_PORT;
		}
	}

	private static void accept(ServerSocket server, ExecutorService executor) {
		while (!server.isClosed()) {
			try {
				Socket socket = server.accept();
				socket.setSoTimeout(READ_TIMEOUT);
				executor.execute(new HttpEventTask(socket));
			}
			catch (IOException | RuntimeException ex) {
				if (!server.isClosed()) {
					CommandCenterLog.warn("A request to the transport failed", ex);
				}
			}
		}
	}

	@Override
	public void stop() throws IOException {
		if (this.server != null) {
			this.server.close();
		}
		if (this.executor != null) {
			this.executor.shutdownNow();
		}
		TransportConfig.setRuntimePort(OFF);
	}

}
