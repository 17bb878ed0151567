package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * A tiny program for the tests: says that it is up, starts a child of its own when it is
 * told to, and stays.
 */
final class Child {

	private Child() {
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		if (args.length > 0 && args[0].equals("parent")) {
			Process child = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
					System.getProperty("java.class.path"), Child.class.getName())
				.inheritIO()
				.start();
			System.out.println("child " + child.pid());
		}
		System.out.println("up " + ProcessHandle.current().pid());
		new CountDownLatch(1).await();
	}

}
