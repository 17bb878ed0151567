package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Starts the whole demo, tells its story, and leaves no process behind.
 */
public final class FullChainDemo {

	private static final String USAGE = """
			Usage: java -jar full-chain-gray.jar [--once]

			Starts a registry, a control plane, a gateway and three services, and shows what a traffic lane does.
			  --once  end after the story: exit code 0 when every line of it is true, else 1
			Without --once everything stays up until Ctrl-C.""";

	private final PrintStream out;

	private FullChainDemo(PrintStream out) {
		this.out = out;
	}

	public static void main(String[] args) {
		System.exit(new FullChainDemo(System.out).run(List.of(args)));
	}

	private int run(List<String> arguments) {
		if (arguments.contains("--help") || !List.of("--once").containsAll(arguments)) {
			this.out.println(USAGE);
			return arguments.contains("--help") ? 0 : 2;
		}
		ChildProcesses processes = new ChildProcesses();
		Runtime.getRuntime().addShutdownHook(new Thread(processes::close, "stop-demo"));
		try (processes) {
			return play(processes, arguments.contains("--once"));
		}
		catch (DemoException ex) {
			this.out.println(ex.getMessage());
			return 1;
		}
		catch (IOException | UncheckedIOException ex) {
			this.out.println("the demo cannot go on: " + ex.getMessage());
			return 1;
		}
	}

	private int play(ChildProcesses processes, boolean once) throws IOException {
		long start = System.nanoTime();
		Installation installation = Installation.locate(System.getProperty("java.class.path"));
		Path work = Files.createTempDirectory("full-chain-gray-");
		this.out.println("Logs and rules are in " + work);
		RulesFolder rules = RulesFolder.copyOf(installation.rules(), work.resolve("rules"));
		Web web = new Web();
		Cluster cluster = new Cluster(web, installation, rules, work, processes, this.out);
		cluster.start();
		Duration ready = Duration.ofNanos(System.nanoTime() - start);
		this.out.printf(Locale.ROOT, "%nAll processes know each other and the rules after %.1f s.%n",
				ready.toMillis() / 1000.0);
		Gateway gateway = new Gateway(web, cluster.url("gateway"));
		List<Scene> scenes = new Story(cluster, gateway, rules, installation, this.out).tell();
		boolean ok = scenes.stream().allMatch(Scene::ok);
		long residentMib = processes.residentKib() / 1024;
		this.out.println();
		this.out.print(SceneTable.of(scenes));
		this.out.printf(Locale.ROOT, "%nReady after %.1f s", ready.toMillis() / 1000.0);
		this.out.println((residentMib > 0) ? ", " + residentMib + " MiB resident in all processes." : ".");
		if (!once) {
			stayUp(cluster, rules);
		}
		processes.close();
		if (ok) {
			delete(work);
		}
		return ok ? 0 : 1;
	}

	private void stayUp(Cluster cluster, RulesFolder rules) {
		this.out.println();
		this.out.println("Starting again what the story killed:");
		cluster.restart(List.of(Cluster.CONTROL_PLANE, Cluster.GRAY_PAYMENT));
		this.out.println();
		this.out.println("Everything is up. Try:");
		this.out.println("  curl " + cluster.url("gateway") + "/order/orders/1");
		this.out.println("  curl -H 'X-User-Id: 12345' " + cluster.url("gateway") + "/order/orders/1");
		this.out.println("  edit the rules in " + rules.path());
		this.out.println("  registry " + cluster.url("eureka"));
		for (String service : cluster.services()) {
			this.out.printf("  %-14s %s/actuator/opensergo%n", service, cluster.url(service));
		}
		this.out.println("Ctrl-C ends it.");
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void delete(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
