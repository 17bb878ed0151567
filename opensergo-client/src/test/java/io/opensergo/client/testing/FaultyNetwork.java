package io.opensergo.client.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way over TCP to a control plane on this machine that can be broken: it swallows what
 * is sent, as a firewall that has forgotten a connection does, or delivers it byte by
 * byte.
 */
public final class FaultyNetwork implements AutoCloseable {

	private final ServerSocket entrance;

	private final int target;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private volatile boolean swallowing;

	private volatile boolean byteByByte;

	private FaultyNetwork(int target) {
		try {
			this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.target = target;
		start("faulty-network", this::accept);
	}

	/**
	 * Opens a way to a port.
	 * @param port the port on this machine
	 * @return the way, without a fault
	 */
	public static FaultyNetwork to(int port) {
		return new FaultyNetwork(port);
	}

	/**
	 * The port.
	 * @return the port of its entrance
	 */
	public int port() {
		return this.entrance.getLocalPort();
	}

	/**
	 * Lets nothing through any more in either direction; no side is told.
	 * @param swallowing whether to do so
	 */
	public void swallow(boolean swallowing) {
		this.swallowing = swallowing;
	}

	/**
	 * Delivers each byte on its own.
	 */
	public void byteByByte() {
		this.byteByByte = true;
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.entrance.accept();
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				server.setTcpNoDelay(true);
				client.setTcpNoDelay(true);
				this.sockets.addAll(List.of(client, server));
				start("faulty-network-up", () -> copy(client, server));
				start("faulty-network-down", () -> copy(server, client));
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void copy(Socket from, Socket to) {
		byte[] buffer = new byte[16 * 1024];
		try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				deliver(buffer, length, out);
			}
		}
		catch (IOException ex) {
			// One of the sides has closed.
		}
	}

	private void deliver(byte[] buffer, int length, OutputStream out) throws IOException {
		if (this.swallowing) {
			return;
		}
		int step = this.byteByByte ? 1 : length;
		for (int i = 0; i < length; i += step) {
			out.write(buffer, i, Math.min(step, length - i));
			out.flush();
		}
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.entrance.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
