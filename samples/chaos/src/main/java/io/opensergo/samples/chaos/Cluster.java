package io.opensergo.samples.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The processes of the run: a control plane, a gateway, and the services "front" and
 * "back" behind it. When this is closed, none of them lives.
 */
final class Cluster implements AutoCloseable {

	/**
	 * Makes the jar an application in place of the run.
	 */
	static final String APPLICATION = "application";

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(300);

	private static final int DOORS = Rules.SUBSETS + 1;

	private static final List<String> QUICK_TO_START = List.of("-Xmx256m", "-XX:+UseSerialGC",
			"-XX:TieredStopAtLevel=1");

	private final List<Child> applications = new ArrayList<>();

	private final Path jar;

	private final Path controlPlaneJar;

	private final Path folder;

	private final int controlPlanePort;

	private final int gatewayPort;

	private final List<List<Integer>> doors;

	private Child controlPlane;

	private boolean closed;

	/**
	 * Starts the control plane.
	 * @param jar this jar
	 * @param folder for everything that is written
	 */
	Cluster(Path jar, Path folder) throws IOException {
		this.jar = jar;
		this.folder = folder;
		this.controlPlaneJar = controlPlaneJar(jar);
		List<Integer> ports = freePorts(2 + 2 * DOORS);
		this.controlPlanePort = ports.get(0);
		this.gatewayPort = ports.get(1);
		this.doors = List.of(ports.subList(2, 2 + DOORS), ports.subList(2 + DOORS, 2 + 2 * DOORS));
		Files.createDirectories(rules());
		this.controlPlane = startControlPlane();
	}

	private static Path controlPlaneJar(Path jar) throws IOException {
		Path target = jar.resolve("../../../../opensergo-control-plane/target").normalize();
		try (Stream<Path> files = Files.list(target)) {
			return files.filter(
					(file) -> file.getFileName().toString().matches("opensergo-control-plane-[^-]+(-SNAPSHOT)?\\.jar"))
				.findFirst()
				.orElseThrow(
						() -> new IOException("no jar of the control plane in " + target + "; build it: mvn package"));
		}
	}

	/**
	 * Below the ports that clients get: while the control plane is away, a connection of
	 * anybody could have its port.
	 */
	private static List<Integer> freePorts(int count) {
		return new Random().ints(20_000, 32_000).distinct().filter(Cluster::isFree).limit(count).boxed().toList();
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	Path rules() {
		return this.folder.resolve("rules");
	}

	int controlPlanePort() {
		return this.controlPlanePort;
	}

	/**
	 * The doors of "front" and of "back", one for each subset.
	 */
	List<List<Integer>> doors() {
		return this.doors;
	}

	String url() {
		return "http://127.0.0.1:" + this.gatewayPort;
	}

	private Child startControlPlane() throws IOException {
		List<String> command = new ArrayList<>(QUICK_TO_START);
		command.addAll(List.of("-jar", this.controlPlaneJar.toString(), "serve", "--rules", rules().toString(),
				"--port", Integer.toString(this.controlPlanePort)));
		return Child.java("control-plane", log("control-plane"), command);
	}

	/**
	 * Starts gateway and services, and waits until they listen.
	 */
	void startApplications() throws IOException {
		Path instances = Files.write(this.folder.resolve("instances.properties"), instances());
		startApplication("back", this.doors.get(1), instances);
		startApplication("front", this.doors.get(0), instances);
		startApplication("gateway", List.of(this.gatewayPort), instances);
		awaitListening(this.doors.get(1).get(0));
		awaitListening(this.doors.get(0).get(0));
		awaitListening(this.gatewayPort);
	}

	private List<String> instances() {
		List<String> lines = new ArrayList<>();
		Iterator<List<Integer>> ports = this.doors.iterator();
		for (String service : Rules.SERVICES) {
			List<Integer> own = ports.next();
			IntStream.range(0, DOORS).forEach((i) -> {
				String instance = "spring.cloud.discovery.client.simple.instances." + service + "[" + i + "].";
				lines.add(instance + "uri=http://127.0.0.1:" + own.get(i));
				lines.add(instance + "metadata.version=s" + i);
			});
		}
		return lines;
	}

	private void startApplication(String name, List<Integer> ports, Path instances) throws IOException {
		boolean isGateway = name.equals("gateway");
		List<String> command = new ArrayList<>(QUICK_TO_START);
		command.addAll(List.of("-jar", this.jar.toString(), APPLICATION, "--spring.profiles.active=" + name,
				"--spring.config.additional-location=file:" + instances,
				"--server.port=" + (isGateway ? ports.get(0) : 0),
				"--chaos.doors=" + String.join(",", ports.stream().map(String::valueOf).toList()),
				"--opensergo.endpoint=127.0.0.1:" + this.controlPlanePort));
		this.applications.add(Child.java(name, log(name), command));
	}

	private Path log(String name) {
		return this.folder.resolve(name + ".log");
	}

	/**
	 * Whether all applications live.
	 * @throws IllegalStateException when one does not
	 */
	void requireApplications() throws IOException {
		for (Child application : this.applications) {
			application.requireAlive();
		}
	}

	private void awaitListening(int port) throws IOException {
		long start = System.nanoTime();
		while (!isListening(port)) {
			requireApplications();
			this.controlPlane.requireAlive();
			if (System.nanoTime() - start > PATIENCE_NANOS) {
				throw new IllegalStateException("nobody listens on port " + port + "; the logs are in " + this.folder);
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
	}

	private static boolean isListening(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Kills the control plane.
	 */
	void killControlPlane() throws InterruptedException {
		this.controlPlane.kill();
	}

	/**
	 * Asks the control plane to end, and waits until it has.
	 */
	void terminateControlPlane() throws IOException, InterruptedException {
		this.controlPlane.signal("TERM");
		this.controlPlane.awaitEnd();
	}

	/**
	 * Starts the control plane again, and waits until it listens.
	 */
	synchronized void restartControlPlane() throws IOException {
		if (this.closed) {
			throw new IllegalStateException("the run is being stopped");
		}
		this.controlPlane = startControlPlane();
		awaitListening(this.controlPlanePort);
	}

	void awaitControlPlane() throws IOException {
		awaitListening(this.controlPlanePort);
	}

	void signalControlPlane(String signal) throws IOException, InterruptedException {
		this.controlPlane.signal(signal);
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.controlPlane.destroy();
		this.applications.forEach(Child::destroy);
	}

}
