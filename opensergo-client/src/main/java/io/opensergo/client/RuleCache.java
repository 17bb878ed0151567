package io.opensergo.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps the last good rules of each subscription in a folder, for a start without a
 * control plane. Each file is replaced as a whole, by a thread that lives only while
 * there is something to write; of several versions of a subscription that wait, the last
 * is written. The files can be read by their owner only. A file that is damaged is set
 * aside and never stops anything.
 */
final class RuleCache implements AutoCloseable {

	static final String THREAD_NAME = "opensergo-rule-cache";

	private static final String SUFFIX = ".rules";

	private static final String TEMPORARY_SUFFIX = ".tmp";

	private static final String DAMAGED_SUFFIX = ".damaged";

	/**
	 * After this time, the temporary file of a process that has died is removed.
	 */
	private static final Duration TEMPORARY_MAX_AGE = Duration.ofHours(1);

	/**
	 * How long {@link #close()} waits for what is still to be written.
	 */
	private static final long CLOSE_TIMEOUT_SECONDS = 5;

	private static final Logger logger = LoggerFactory.getLogger(ControlPlaneRuleSource.class);

	private final Path directory;

	private final String owner;

	private final int maxMessageSize;

	private final InstantSource clock;

	private final ThreadPoolExecutor writer;

	private final Map<SubscriptionKey, Change> pending = new LinkedHashMap<>();

	private final StateLog log;

	private volatile @Nullable String problem;

	private RuleCache(Path directory, ControlPlaneClientOptions options, ClientRuntime runtime) {
		this.directory = directory;
		this.clock = runtime.clock();
		this.owner = options.namespace() + "/" + options.app();
		this.maxMessageSize = options.maxInboundMessageSize();
		this.log = new StateLog(logger, runtime.nanoTime());
		this.writer = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, THREAD_NAME);
			thread.setDaemon(true);
			return thread;
		});
		this.writer.allowCoreThreadTimeOut(true);
	}

	/**
	 * Opens the folder, which is made when it does not exist.
	 * @throws RuleCacheException when it cannot be used
	 */
	static RuleCache open(Path directory, ControlPlaneClientOptions options, ClientRuntime runtime) {
		try {
			if (!Files.isDirectory(directory)) {
				Files.createDirectories(directory, ownerOnly("rwx------"));
			}
			if (!Files.isReadable(directory) || !Files.isWritable(directory)) {
				throw new IOException("this process may not read or write it");
			}
			removeOldTemporaryFiles(directory, runtime.clock().instant());
		}
		catch (IOException ex) {
			throw new RuleCacheException(directory, String.valueOf(ex.getMessage()), ex);
		}
		return new RuleCache(directory, options, runtime);
	}

	private static void removeOldTemporaryFiles(Path directory, Instant now) throws IOException {
		Instant oldest = now.minus(TEMPORARY_MAX_AGE);
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX + TEMPORARY_SUFFIX)) {
			for (Path file : files) {
				if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(oldest)) {
					Files.deleteIfExists(file);
				}
			}
		}
	}

	private static FileAttribute<?>[] ownerOnly(String permissions) {
		boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
		return posix
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

	Path directory() {
		return this.directory;
	}

	/**
	 * Why the last change could not be written.
	 */
	@Nullable String problem() {
		return this.problem;
	}

	/**
	 * Reads the rules of a subscription.
	 */
	Loaded load(SubscriptionKey key) {
		Path file = file(key);
		try {
			if (Files.size(file) > (long) this.maxMessageSize + RuleCacheFile.OVERHEAD) {
				throw new RuleCacheFile.DamagedException("it is larger than a message may be");
			}
			Instant savedAt = Files.getLastModifiedTime(file).toInstant();
			return new Loaded.Saved(RuleCacheFile.read(key, Files.readAllBytes(file)), savedAt);
		}
		catch (NoSuchFileException ex) {
			return new Loaded.Nothing();
		}
		catch (RuleCacheFile.DamagedException ex) {
			return new Loaded.Unusable(file, ex.getMessage() + setAside(file));
		}
		catch (IOException ex) {
			return new Loaded.Unusable(file, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Moves the file of a subscription out of the way.
	 * @return what has become of it, a clause
	 */
	String setAside(SubscriptionKey key) {
		return setAside(file(key));
	}

	private static String setAside(Path file) {
		Path damaged = file.resolveSibling(file.getFileName() + DAMAGED_SUFFIX);
		try {
			Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
			return "; it has been renamed to " + damaged.getFileName();
		}
		catch (IOException ex) {
			return "; it cannot be renamed: " + ex;
		}
	}

	/**
	 * Writes the rules of a subscription, soon and in the background.
	 */
	void save(SubscriptionKey key, List<Any> data) {
		enqueue(key, (file) -> replace(file, RuleCacheFile.write(key, data)));
	}

	/**
	 * Notes that the rules that were saved last are still the ones in force.
	 */
	void confirm(SubscriptionKey key, List<Any> data) {
		synchronized (this.pending) {
			if (this.pending.containsKey(key)) {
				return;
			}
		}
		enqueue(key, (file) -> {
			if (Files.exists(file)) {
				Files.setLastModifiedTime(file, FileTime.from(this.clock.instant()));
			}
			else {
				replace(file, RuleCacheFile.write(key, data));
			}
		});
	}

	private void enqueue(SubscriptionKey key, Change change) {
		synchronized (this.pending) {
			boolean idle = this.pending.isEmpty();
			this.pending.put(key, change);
			if (idle && !this.writer.isShutdown()) {
				this.writer.execute(this::drain);
			}
		}
	}

	private void drain() {
		for (Map.Entry<SubscriptionKey, Change> next = first(); next != null; next = first()) {
			try {
				next.getValue().apply(file(next.getKey()));
				this.problem = null;
			}
			catch (IOException | RuntimeException ex) {
				this.problem = String.valueOf(ex);
				this.log.log(Level.WARN,
						"Rules cannot be kept in " + this.directory + ", the next start may miss them: " + ex);
			}
			synchronized (this.pending) {
				// Unless a newer version has come meanwhile.
				this.pending.remove(next.getKey(), next.getValue());
			}
		}
	}

	private Map.@Nullable Entry<SubscriptionKey, Change> first() {
		synchronized (this.pending) {
			return this.pending.isEmpty() ? null : Map.Entry.copyOf(this.pending.entrySet().iterator().next());
		}
	}

	private void replace(Path file, byte[] bytes) throws IOException {
		Path temporary = Files.createTempFile(this.directory, "", SUFFIX + TEMPORARY_SUFFIX, ownerOnly("rw-------"));
		try {
			try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
				ByteBuffer buffer = ByteBuffer.wrap(bytes);
				while (buffer.hasRemaining()) {
					channel.write(buffer);
				}
				channel.force(true);
			}
			Files.setLastModifiedTime(temporary, FileTime.from(this.clock.instant()));
			Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(temporary);
		}
	}

	/**
	 * Names may hold anything, and two applications may share a folder by mistake.
	 */
	private Path file(SubscriptionKey key) {
		String identity = String.join("\n", this.owner, key.namespace(), key.app(), key.kind().wireName());
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
			return this.directory
				.resolve(key.kind().kind() + "-" + HexFormat.of().formatHex(digest, 0, digest.length / 2) + SUFFIX);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	/**
	 * Writes what is waiting, for 5 seconds at most, and ends.
	 */
	@Override
	public void close() {
		this.writer.shutdown();
		try {
			if (!this.writer.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				logger.warn("Rules could not all be kept in {} within {} seconds", this.directory,
						CLOSE_TIMEOUT_SECONDS);
				this.writer.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.writer.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	@FunctionalInterface
	private interface Change {

		void apply(Path file) throws IOException;

	}

	/**
	 * What there is of a subscription.
	 */
	sealed interface Loaded {

		/**
		 * No file.
		 */
		record Nothing() implements Loaded {
		}

		/**
		 * The rules as they were sent.
		 *
		 * @param data the payloads
		 * @param savedAt when they were in force last
		 */
		record Saved(List<Any> data, Instant savedAt) implements Loaded {
		}

		/**
		 * A file that does not help.
		 *
		 * @param file the file
		 * @param reason what is wrong with it
		 */
		record Unusable(Path file, String reason) implements Loaded {
		}

	}

}
