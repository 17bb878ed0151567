package io.opensergo.samples.chaos;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import org.springframework.boot.SpringApplication;

/**
 * The entry point of the jar, which is both: the run, and each application of it.
 */
public final class ChaosMain {

	private static final String USAGE = """
			Usage: java -jar chaos.jar [--events N] [--strict]

			Starts a control plane, a gateway and two services, sends 600 requests a second, and lets bad things happen
			to the control plane: changed, broken and garbage rules, kills, terminations, hangs.
			  --events N  how many of them (default 40)
			  --strict    every change must be in force within a second, and 500 requests a second must go through;
			              without it, the median may be 5 seconds, because machines that build are busy
			The exit code is 0 when no request failed, none was decided wrongly, and the rules came in time.""";

	private static final int DEFAULT_EVENTS = 40;

	private ChaosMain() {
	}

	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals(Cluster.APPLICATION)) {
			SpringApplication.run(ChaosApplication.class, Arrays.copyOfRange(args, 1, args.length));
			return;
		}
		System.exit(run(List.of(args)));
	}

	private static int run(List<String> args) throws IOException, InterruptedException {
		int position = args.indexOf("--events");
		int known = ((position >= 0) ? 2 : 0) + (args.contains("--strict") ? 1 : 0);
		if (known != args.size() || position == args.size() - 1 && position >= 0) {
			System.out.println(USAGE);
			return args.contains("--help") ? 0 : 2;
		}
		int events = (position >= 0) ? Integer.parseInt(args.get(position + 1)) : DEFAULT_EVENTS;
		return new ChaosRun(events, args.contains("--strict"), System.out).run() ? 0 : 1;
	}

}
