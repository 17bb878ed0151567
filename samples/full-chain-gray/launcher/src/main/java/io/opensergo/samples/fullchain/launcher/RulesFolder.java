package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that the control plane watches: a copy, so that the checkout stays as it is.
 *
 * @param path the folder
 */
record RulesFolder(Path path) {

	/**
	 * Copies all files of a folder.
	 */
	static RulesFolder copyOf(Path source, Path target) throws IOException {
		Files.createDirectories(target);
		for (Path file : list(source)) {
			Files.copy(file, target.resolve(file.getFileName()));
		}
		return new RulesFolder(target);
	}

	/**
	 * Adds a file.
	 */
	void add(Path file) throws IOException {
		Files.copy(file, this.path.resolve(file.getFileName()));
	}

	/**
	 * Removes a file.
	 */
	void remove(Path file) throws IOException {
		Files.deleteIfExists(this.path.resolve(file.getFileName()));
	}

	/**
	 * Replaces a text in a file, as an editor does.
	 * @throws DemoException when the file does not have the text
	 */
	void edit(String file, String text, String replacement) throws IOException {
		Path target = this.path.resolve(file);
		String content = Files.readString(target);
		if (!content.contains(text)) {
			throw new DemoException(target + " has no " + text + " to replace");
		}
		Files.writeString(target, content.replace(text, replacement));
	}

	private static List<Path> list(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
	}

}
