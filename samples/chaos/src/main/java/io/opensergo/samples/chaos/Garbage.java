package io.opensergo.samples.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.google.protobuf.Any;
import io.opensergo.client.testing.FaultyControlPlane;
import io.opensergo.core.rule.RuleKind;

/**
 * What has the port of the control plane in its absence. Each kind stays until the
 * clients have heard it, some seconds at most.
 */
final class Garbage {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final int CLIENTS = 2;

	private final AtomicInteger bytes = new AtomicInteger();

	private final AtomicInteger rules = new AtomicInteger();

	/**
	 * Answers everybody who connects with bytes without meaning.
	 */
	void speakBytes(int port) throws IOException {
		int before = this.bytes.get();
		try (ServerSocket server = new ServerSocket()) {
			server.setReuseAddress(true);
			server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			Thread thread = new Thread(() -> speakBytes(server), "garbage");
			thread.setDaemon(true);
			thread.start();
			await(() -> this.bytes.get() >= before + CLIENTS);
		}
	}

	private void speakBytes(ServerSocket server) {
		byte[] garbage = new byte[64 * 1024];
		new Random(1).nextBytes(garbage);
		while (!server.isClosed()) {
			try (Socket socket = server.accept()) {
				socket.getOutputStream().write(garbage);
				this.bytes.incrementAndGet();
			}
			catch (IOException ex) {
				// the client hung up, or the time is over
			}
		}
	}

	/**
	 * Pushes rules that nobody should take to everybody who subscribes.
	 */
	void speakRules(int port) {
		try (FaultyControlPlane server = FaultyControlPlane.start(port)) {
			for (int i = 0; i < Rules.garbage("front").size(); i++) {
				int refusals = server.answers("NACK").size();
				for (String service : Rules.SERVICES) {
					List<Any> garbage = Rules.garbage(service).get(i);
					server.set("default", service, RuleKind.TRAFFIC_ROUTER, garbage);
				}
				await(() -> server.answers("NACK").size() >= refusals + CLIENTS);
			}
			server.pushBytes(new byte[] { (byte) 0xff, 0x00, 0x17, (byte) 0xff });
			this.rules.addAndGet(server.answers("NACK").size());
		}
	}

	/**
	 * How many connections were answered with bytes.
	 */
	int bytes() {
		return this.bytes.get();
	}

	/**
	 * How many pushes were refused.
	 */
	int rules() {
		return this.rules.get();
	}

	private static void await(BooleanSupplier condition) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean() && System.nanoTime() - start < PATIENCE_NANOS) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
	}

}
