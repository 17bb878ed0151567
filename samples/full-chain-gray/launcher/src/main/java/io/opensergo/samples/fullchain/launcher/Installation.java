package io.opensergo.samples.fullchain.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the parts of the demo are: the folder of the sample in a built checkout.
 *
 * @param home the folder {@code samples/full-chain-gray}
 */
record Installation(Path home) {

	/**
	 * Finds the folder from the place of the launcher.
	 * @param classPath the class path of the launcher: its jar, or its classes first
	 * @throws DemoException when the launcher is not inside the sample
	 */
	static Installation locate(String classPath) {
		Path start = Path.of(classPath.split(File.pathSeparator, 2)[0]).toAbsolutePath().normalize();
		for (Path folder = start; folder != null; folder = folder.getParent()) {
			if (Files.isDirectory(folder.resolve("rules")) && Files.isDirectory(folder.resolve("scenes"))) {
				return new Installation(folder);
			}
		}
		throw new DemoException("no folder with rules and scenes above " + start
				+ "; run the launcher from where the build put it: samples/full-chain-gray/launcher/target");
	}

	Path rules() {
		return this.home.resolve("rules");
	}

	Path scene(String file) {
		return this.home.resolve("scenes").resolve(file);
	}

	/**
	 * The jar of an application of the sample.
	 */
	Path application(String name) {
		return built(this.home.resolve(name).resolve("target").resolve(name + ".jar"));
	}

	/**
	 * The jar of the control plane, whatever its version.
	 */
	Path controlPlane() {
		Path target = this.home.resolve("../../opensergo-control-plane/target").normalize();
		Path missing = target.resolve("opensergo-control-plane.jar");
		if (!Files.isDirectory(target)) {
			return built(missing);
		}
		return built(jars(target).stream().findFirst().orElse(missing));
	}

	private static List<Path> jars(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> isApplication(file.getFileName().toString())).sorted().toList();
		}
		catch (IOException ex) {
			throw new DemoException("cannot read " + folder + ": " + ex.getMessage());
		}
	}

	private static boolean isApplication(String name) {
		return name.startsWith("opensergo-control-plane") && name.endsWith(".jar") && !name.endsWith("-sources.jar")
				&& !name.endsWith("-javadoc.jar") && !name.endsWith("-tests.jar");
	}

	private static Path built(Path jar) {
		if (!Files.isRegularFile(jar)) {
			throw new DemoException(jar + " is not there; build it: mvn package -DskipTests");
		}
		return jar;
	}

}
