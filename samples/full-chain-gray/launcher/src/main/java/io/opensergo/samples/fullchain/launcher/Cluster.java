package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * The processes of the demo: which there are, how they start, and when they are ready.
 */
final class Cluster {

	/**
	 * The name of the control plane.
	 */
	static final String CONTROL_PLANE = "control-plane";

	/**
	 * The name of the only gray instance of the payment service.
	 */
	static final String GRAY_PAYMENT = "payment-gray";

	private static final String EUREKA = "eureka";

	private static final Duration START_PATIENCE = Duration.ofSeconds(180);

	private static final int TAIL = 20;

	/**
	 * How many instances of each service the registry has when all are there.
	 */
	private static final Map<String, Integer> INSTANCES = Map.of("GATEWAY", 1, "ORDER", 2, "STOCK", 1, "PAYMENT", 2);

	private final Web web;

	private final ChildProcesses processes;

	private final Path logs;

	private final PrintStream out;

	private final Map<String, Member> members = new LinkedHashMap<>();

	Cluster(Web web, Installation installation, RulesFolder rules, Path logs, ChildProcesses processes, PrintStream out)
			throws IOException {
		this.web = web;
		this.processes = processes;
		this.logs = logs;
		this.out = out;
		Iterator<Integer> ports = FreePorts.find(8).iterator();
		int controlPlanePort = ports.next();
		add(new Member(CONTROL_PLANE, installation.controlPlane(), controlPlanePort, List.of("serve", "--rules",
				rules.path().toString(), "--address", "127.0.0.1", "--port", Integer.toString(controlPlanePort))));
		int eurekaPort = ports.next();
		add(new Member(EUREKA, installation.application(EUREKA), eurekaPort, List.of("--server.port=" + eurekaPort)));
		Services services = new Services(installation, controlPlanePort, eurekaPort);
		add(services.base("gateway", "gateway", ports.next()));
		add(services.base("order-base", "order", ports.next()));
		add(services.gray("order-gray", "order", ports.next()));
		add(services.base("stock-base", "stock", ports.next()));
		add(services.base("payment-base", "payment", ports.next()));
		add(services.gray(GRAY_PAYMENT, "payment", ports.next()));
	}

	private void add(Member member) {
		this.members.put(member.name(), member);
	}

	/**
	 * Starts everything, the registry and the control plane first, and waits until every
	 * service knows all others and the rules.
	 */
	void start() {
		startAll(List.of(CONTROL_PLANE, EUREKA));
		startAll(services());
		awaitDiscovery(INSTANCES);
		awaitRule("gray-lane");
	}

	/**
	 * Starts processes again, and waits until they are ready.
	 */
	void restart(List<String> names) {
		startAll(names);
		awaitDiscovery(INSTANCES);
	}

	/**
	 * Waits until every living service knows so many instances of each service.
	 */
	void awaitDiscovery(Map<String, Integer> instances) {
		for (String service : services()) {
			if (process(service).isAlive()) {
				Waiting.PATIENT.until(service + " knows the instances " + instances,
						() -> knownInstances(service).equals(instances));
			}
		}
	}

	/**
	 * Waits until the registry has forgotten the gray payment everywhere.
	 */
	void awaitGrayPaymentForgotten() {
		awaitDiscovery(Map.of("GATEWAY", 1, "ORDER", 2, "STOCK", 1, "PAYMENT", 1));
	}

	/**
	 * Waits until all services have a rule.
	 */
	void awaitRule(String rule) {
		for (String service : services()) {
			Waiting.PATIENT.until(service + " has the rule " + rule, () -> hasRule(service, rule));
		}
	}

	/**
	 * Whether a service has a rule.
	 */
	boolean hasRule(String service, String rule) throws IOException {
		return this.web.json(url(service) + "/actuator/opensergo")
			.path("rules")
			.valueStream()
			.anyMatch((known) -> rule.equals(known.path("name").asString()));
	}

	String url(String name) {
		return "http://127.0.0.1:" + member(name).port();
	}

	int port(String name) {
		return member(name).port();
	}

	ChildProcess process(String name) {
		return this.processes.get(name);
	}

	/**
	 * The names of all processes that are applications of a user: gateway and services.
	 */
	List<String> services() {
		return this.members.keySet()
			.stream()
			.filter((name) -> !name.equals(CONTROL_PLANE) && !name.equals(EUREKA))
			.toList();
	}

	private Member member(String name) {
		Member member = this.members.get(name);
		if (member == null) {
			throw new IllegalArgumentException("no process " + name);
		}
		return member;
	}

	private void startAll(List<String> names) {
		List<ChildProcess> starting = new ArrayList<>();
		for (String name : names) {
			Member member = member(name);
			starting.add(this.processes.start(() -> ChildProcess.start(name, member.command(), log(name))));
			this.out.printf("  %-14s started on port %d%n", name, member.port());
		}
		long start = System.nanoTime();
		while (!starting.isEmpty()) {
			starting.removeIf(this::isReady);
			if (System.nanoTime() - start > START_PATIENCE.toNanos()) {
				ChildProcess late = starting.get(0);
				throw new DemoException(late.name() + " is not ready after " + START_PATIENCE.toSeconds() + " s; "
						+ late.logTail(TAIL));
			}
			Waiting.pause();
		}
	}

	private boolean isReady(ChildProcess process) {
		if (!process.isAlive()) {
			throw new DemoException(process.name() + " ended while it was starting; " + process.logTail(TAIL));
		}
		if (!answers(process.name())) {
			return false;
		}
		this.out.printf(Locale.ROOT, "  %-14s ready after %.1f s%n", process.name(), process.age().toMillis() / 1000.0);
		return true;
	}

	private boolean answers(String name) {
		return switch (name) {
			case CONTROL_PLANE -> Web.isListening(port(name));
			case EUREKA -> this.web.isOk(url(name) + "/eureka/apps");
			default -> this.web.isOk(url(name) + "/actuator/health");
		};
	}

	private Map<String, Integer> knownInstances(String service) throws IOException {
		JsonNode applications = this.web.json(url(service) + "/actuator/health")
			.at("/components/discoveryComposite/components/eureka/details/applications");
		Map<String, Integer> instances = new LinkedHashMap<>();
		applications.properties().forEach((entry) -> instances.put(entry.getKey(), entry.getValue().asInt()));
		return instances;
	}

	private Path log(String name) {
		return this.logs.resolve(name + ".log");
	}

	/**
	 * A process that belongs to the demo.
	 */
	private record Member(String name, Path jar, int port, List<String> arguments) {

		/**
		 * Small and quick to start rather than fast: eight of them share a laptop.
		 */
		private static final List<String> JVM = List.of("-Xmx128m", "-Xss512k", "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1");

		List<String> command() {
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(JVM);
			command.add("-jar");
			command.add(this.jar.toString());
			command.addAll(this.arguments);
			return command;
		}

	}

	/**
	 * What all services are told.
	 */
	private record Services(Installation installation, int controlPlanePort, int eurekaPort) {

		Member base(String name, String application, int port) {
			return new Member(name, this.installation.application(application), port, arguments(port));
		}

		Member gray(String name, String application, int port) {
			List<String> arguments = new ArrayList<>(arguments(port));
			arguments.add("--opensergo.workload.lane=gray");
			arguments.add("--opensergo.workload.labels.version=v2");
			return new Member(name, this.installation.application(application), port, arguments);
		}

		private List<String> arguments(int port) {
			return List.of("--server.port=" + port, "--opensergo.endpoint=127.0.0.1:" + this.controlPlanePort,
					"--eureka.client.service-url.defaultZone=http://127.0.0.1:" + this.eurekaPort + "/eureka/");
		}

	}

}
