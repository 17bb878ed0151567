package io.opensergo.core.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Waits for changes of folders, or of single entries of folders, by the events of the
 * operating system. A round of registrations ({@link #begin()}, {@link #folder(Path)},
 * {@link #entry(Path)}, {@link #end()}) replaces the one before; it is repeated after
 * each change, because a path may meanwhile lead to another folder.
 */
final class FolderWatch implements Closeable {

	private static final WatchEvent.Kind<?>[] KINDS = { StandardWatchEventKinds.ENTRY_CREATE,
			StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE };

	private final WatchService service;

	private Map<WatchKey, Interest> interests = new HashMap<>();

	private Map<WatchKey, Interest> next = new HashMap<>();

	private @Nullable IOException failure;

	/**
	 * Opens the watch.
	 * @param fileSystem the file system of all paths
	 * @throws IOException when the operating system has no watch left
	 */
	FolderWatch(FileSystem fileSystem) throws IOException {
		this.service = fileSystem.newWatchService();
	}

	/**
	 * Begins a round of registrations.
	 */
	void begin() {
		this.next = new HashMap<>();
		this.failure = null;
	}

	/**
	 * Wants to hear of every change in a folder. To be called before the folder is read,
	 * so that no change falls between the two.
	 * @param folder the folder
	 */
	void folder(Path folder) {
		Interest interest = register(folder);
		if (interest != null) {
			interest.everything = true;
		}
	}

	/**
	 * Wants to hear of changes of one entry of a folder.
	 * @param entry the path of the entry
	 */
	void entry(Path entry) {
		Path absolute = entry.toAbsolutePath();
		Path folder = absolute.getParent();
		Path name = absolute.getFileName();
		Interest interest = (folder != null) ? register(folder) : null;
		if (interest != null && name != null) {
			interest.names.add(name.toString());
		}
	}

	/**
	 * Ends a round of registrations.
	 * @return why a folder cannot be watched, {@code null} when all are
	 */
	@Nullable IOException end() {
		this.interests.keySet().stream().filter((key) -> !this.next.containsKey(key)).forEach(WatchKey::cancel);
		this.interests = this.next;
		return this.failure;
	}

	/**
	 * Waits for a change.
	 * @throws InterruptedException when the thread is interrupted
	 * @throws java.nio.file.ClosedWatchServiceException when the watch is closed
	 */
	void awaitChange() throws InterruptedException {
		while (!isRelevant(this.service.take())) {
			// an entry that nobody asked for
		}
	}

	/**
	 * Waits for a change for some time.
	 * @param timeout how long
	 * @return whether there was one
	 * @throws InterruptedException when the thread is interrupted
	 * @throws java.nio.file.ClosedWatchServiceException when the watch is closed
	 */
	boolean awaitChange(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		WatchKey key = this.service.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
		while (key != null) {
			if (isRelevant(key)) {
				return true;
			}
			key = this.service.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		return false;
	}

	@Override
	public void close() throws IOException {
		this.service.close();
	}

	private @Nullable Interest register(Path folder) {
		try {
			// two paths of one folder have the same key
			return this.next.computeIfAbsent(folder.register(this.service, KINDS), (key) -> new Interest());
		}
		catch (IOException ex) {
			this.failure = ex;
			return null;
		}
	}

	private boolean isRelevant(WatchKey key) {
		Interest interest = this.interests.get(key);
		boolean relevant = false;
		for (WatchEvent<?> event : key.pollEvents()) {
			relevant |= interest != null && interest.covers(event);
		}
		// an invalid key means that the folder is gone
		boolean valid = key.reset();
		return relevant || (!valid && interest != null);
	}

	/**
	 * What is wanted of one folder.
	 */
	private static final class Interest {

		private final Set<String> names = new HashSet<>();

		private boolean everything;

		private boolean covers(WatchEvent<?> event) {
			return this.everything || event.context() == null || this.names.contains(event.context().toString());
		}

	}

}
