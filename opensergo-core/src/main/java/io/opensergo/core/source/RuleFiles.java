package io.opensergo.core.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the rule files of a folder, or one file. Whatever is wrong with a file becomes a
 * rejection. A file that did not change is not parsed again.
 */
final class RuleFiles {

	/**
	 * The largest file, in bytes.
	 */
	static final int MAX_BYTES = 4 * 1024 * 1024;

	private static final Set<String> EXTENSIONS = Set.of("yaml", "yml", "json");

	private final Path root;

	private final RuleDocumentReader reader;

	private Map<Path, Parsed> parsed = new HashMap<>();

	private ChangeTime lastChange = new ChangeTime();

	RuleFiles(Path root, RuleDocumentReader reader) {
		this.root = root;
		this.reader = reader;
	}

	/**
	 * Reads everything.
	 * @param watch is told all folders before they are read, or {@code null}
	 * @return the documents sorted by path, {@code null} when the folder or file does not
	 * exist
	 */
	@Nullable List<RuleDocument> read(@Nullable FolderWatch watch) {
		watchAncestors(watch);
		if (!Files.exists(this.root)) {
			return null;
		}
		Map<Path, Parsed> previous = this.parsed;
		this.parsed = new HashMap<>();
		this.lastChange = new ChangeTime();
		List<RuleDocument> documents = new ArrayList<>();
		if (Files.isDirectory(this.root)) {
			readFolder(this.root, new HashSet<>(), watch, previous, documents);
		}
		else {
			documents.addAll(readFile(this.root, watch, previous));
		}
		// gone while it was read: that is no wish to remove its rules
		return Files.exists(this.root) ? documents : null;
	}

	/**
	 * When anything of what was read last changed, by the clock of the file system: also
	 * when a file went away, because that changes its folder.
	 * @return the time, {@link Instant#EPOCH} when nothing was read
	 */
	Instant lastChange() {
		return this.lastChange.newest();
	}

	/**
	 * Makes sure that the coming of the root is heard of, and its exchange when it is a
	 * link.
	 */
	private void watchAncestors(@Nullable FolderWatch watch) {
		if (watch == null) {
			return;
		}
		Path path = this.root.toAbsolutePath();
		Path parent = path.getParent();
		while (parent != null && !Files.isDirectory(parent)) {
			path = parent;
			parent = path.getParent();
		}
		watch.entry(path);
		for (Path above = parent; above != null; above = above.getParent()) {
			if (Files.isSymbolicLink(above)) {
				watch.entry(above);
			}
		}
	}

	private void readFolder(Path folder, Set<Path> seen, @Nullable FolderWatch watch, Map<Path, Parsed> previous,
			List<RuleDocument> documents) {
		try {
			if (!seen.add(folder.toRealPath())) {
				// a link to a folder that is read already, perhaps one above
				return;
			}
			watchLink(folder, watch);
			if (watch != null) {
				watch.folder(folder);
			}
			this.lastChange.look(folder);
			for (Path entry : entries(folder)) {
				if (Files.isDirectory(entry)) {
					readFolder(entry, seen, watch, previous, documents);
				}
				else if (isRuleFile(entry)) {
					documents.addAll(readFile(entry, watch, previous));
				}
			}
		}
		catch (NoSuchFileException ex) {
			// it went away while we looked; the event of that starts the next reading
		}
		catch (IOException ex) {
			documents.add(unreadable(folder, ex));
		}
	}

	private static List<Path> entries(Path folder) throws IOException {
		try (Stream<Path> entries = Files.list(folder)) {
			return entries.filter((entry) -> !fileName(entry).startsWith("."))
				.sorted(Comparator.comparing(RuleFiles::fileName))
				.toList();
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	private static boolean isRuleFile(Path path) {
		String name = fileName(path);
		String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
		boolean danglingLink = Files.isSymbolicLink(path) && !Files.exists(path);
		return EXTENSIONS.contains(extension) && (Files.isRegularFile(path) || danglingLink);
	}

	private static String fileName(Path path) {
		Path name = path.getFileName();
		return (name != null) ? name.toString() : "";
	}

	private List<RuleDocument> readFile(Path file, @Nullable FolderWatch watch, Map<Path, Parsed> previous) {
		try {
			watchLink(file, watch);
			// before the text, so that a text is never newer than what is said of it
			this.lastChange.look(file);
			String text = text(file);
			Parsed known = previous.get(file);
			Parsed current = (known != null && known.text().equals(text)) ? known
					: new Parsed(text, this.reader.readDocuments(file.toString(), text));
			this.parsed.put(file, current);
			return current.documents();
		}
		catch (NoSuchFileException ex) {
			return Files.isSymbolicLink(file) ? List.of(unreadable(file, ex)) : List.of();
		}
		catch (IOException ex) {
			return List.of(unreadable(file, ex));
		}
	}

	/**
	 * The content behind a link changes without an event in the folder of the link.
	 */
	private static void watchLink(Path path, @Nullable FolderWatch watch) throws IOException {
		if (watch != null && Files.isSymbolicLink(path)) {
			watch.entry(path.toRealPath());
		}
	}

	private static String text(Path file) throws IOException {
		try (InputStream input = Files.newInputStream(file)) {
			byte[] bytes = input.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				throw new TooLargeException(file);
			}
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
	}

	private static RuleDocument unreadable(Path path, IOException ex) {
		String source = path.toString();
		if (ex instanceof TooLargeException) {
			return RuleDocument.unreadable(source, "the file is larger than " + MAX_BYTES + " bytes",
					"split it into several files");
		}
		if (ex instanceof CharacterCodingException) {
			return RuleDocument.unreadable(source, "the file is not UTF-8 text", "save it as UTF-8");
		}
		if (ex instanceof AccessDeniedException) {
			return RuleDocument.unreadable(source, "no permission to read it", "allow this user to read it");
		}
		if (ex instanceof NoSuchFileException) {
			return RuleDocument.unreadable(source, "the link leads nowhere", "mend or remove the link");
		}
		return RuleDocument.unreadable(source,
				"reading failed: " + ex.getClass().getSimpleName() + " " + ex.getMessage(),
				"check the file and its disk");
	}

	private record Parsed(String text, List<RuleDocument> documents) {
	}

	private static final class TooLargeException extends IOException {

		private TooLargeException(Path file) {
			super(file.toString());
		}

	}

}
