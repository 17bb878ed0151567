package io.opensergo.core.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.opensergo.core.source.RuleSourceStatus.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules from the {@code *.yaml}, {@code *.yml} and {@code *.json} files of a folder and
 * its subfolders, or from one file. Hidden files and folders are left out. Changes are
 * heard of by the events of the operating system; exchanged links, as Kubernetes makes
 * them for a mounted ConfigMap, count as changes.
 * <p>
 * The last good version of a rule stays while its new text is refused. While the folder
 * does not exist, all rules stay; a rule goes when its document or file is removed.
 */
public final class FileRuleSource implements RuleSource {

	private static final Logger logger = LoggerFactory.getLogger(FileRuleSource.class);

	/**
	 * How many quiet times are waited for at most while files keep changing.
	 */
	private static final int MAX_QUIET_TIMES = 10;

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private final Path root;

	private final RuleFiles files;

	private final Clock clock;

	private final Duration debounce;

	private final LastGoodRules lastGood = new LastGoodRules();

	private final Object monitor = new Object();

	private volatile RuleSourceStatus status;

	private volatile Instant lastChange = Instant.EPOCH;

	private volatile boolean closed;

	private @Nullable FolderWatch watch;

	private @Nullable Thread thread;

	private @Nullable RuleSet published;

	private boolean started;

	/**
	 * Creates a source; nothing is read yet.
	 * @param folderOrFile the folder or file; messages name files as it is written here.
	 * It need not exist yet
	 * @param reader the reader of the files
	 * @param clock tells when rules came last
	 * @param debounce how long it must be quiet before changed files are read, so that an
	 * editor can finish; zero or more
	 */
	public FileRuleSource(Path folderOrFile, RuleDocumentReader reader, Clock clock, Duration debounce) {
		this.root = Objects.requireNonNull(folderOrFile, "folderOrFile");
		this.files = new RuleFiles(folderOrFile, reader);
		this.clock = Objects.requireNonNull(clock, "clock");
		if (debounce.isNegative()) {
			throw new IllegalArgumentException("The debounce must not be negative but is " + debounce);
		}
		this.debounce = debounce;
		this.status = new RuleSourceStatus(State.STARTING, "Not started", null);
	}

	@Override
	public String name() {
		return "file:" + this.root;
	}

	/**
	 * Reads the files, publishes their rules and begins to watch.
	 * @param listener receives each set: the first one before this method returns, in the
	 * calling thread, later ones in the thread of this source
	 * @throws IllegalStateException when the source was started or closed before
	 */
	@Override
	public void start(RuleSourceListener listener) {
		synchronized (this.monitor) {
			if (this.started || this.closed) {
				throw new IllegalStateException("The rule source '" + name() + "' can be started only once");
			}
			this.started = true;
			this.watch = openWatch();
		}
		reload(this.watch, listener);
		synchronized (this.monitor) {
			if (this.watch != null && !this.closed) {
				this.thread = startThread(this.watch, listener);
			}
		}
	}

	@Override
	public RuleSourceStatus status() {
		return this.status;
	}

	/**
	 * When the files and folders that were read last changed, by the clock of the file
	 * system. It is the same for all processes that read the same folder, it moves with
	 * every change including a removal, and while listeners hear of rules it is the time
	 * of these rules.
	 * @return the newest time of a change, {@link Instant#EPOCH} before the first reading
	 */
	public Instant lastChange() {
		return this.lastChange;
	}

	/**
	 * Stops watching. Waits for the thread of this source to end.
	 */
	@Override
	public void close() {
		Thread thread;
		synchronized (this.monitor) {
			this.closed = true;
			this.status = new RuleSourceStatus(State.CLOSED, "Closed", this.status.lastUpdate());
			closeWatch(this.watch);
			thread = this.thread;
		}
		if (thread != null && thread != Thread.currentThread()) {
			await(thread);
		}
	}

	private @Nullable FolderWatch openWatch() {
		try {
			return new FolderWatch(this.root.getFileSystem());
		}
		catch (IOException | UnsupportedOperationException ex) {
			logger.warn("Rule files in '{}' are read once and not watched, raise the limit of the operating system"
					+ " (on Linux fs.inotify.max_user_instances)", this.root, ex);
			return null;
		}
	}

	private void closeWatch(@Nullable FolderWatch watch) {
		if (watch == null) {
			return;
		}
		try {
			watch.close();
		}
		catch (IOException ex) {
			logger.warn("The watch of '{}' did not close cleanly", this.root, ex);
		}
	}

	private Thread startThread(FolderWatch watch, RuleSourceListener listener) {
		Thread thread = new Thread(() -> run(watch, listener), "opensergo-files-" + this.root.getFileName());
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private void run(FolderWatch watch, RuleSourceListener listener) {
		try {
			while (!this.closed) {
				watch.awaitChange();
				awaitQuiet(watch);
				reload(watch, listener);
			}
		}
		catch (ClosedWatchServiceException ex) {
			// close() was called
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void awaitQuiet(FolderWatch watch) throws InterruptedException {
		Instant deadline = this.clock.instant().plus(this.debounce.multipliedBy(MAX_QUIET_TIMES));
		while (watch.awaitChange(this.debounce) && this.clock.instant().isBefore(deadline)) {
			// still changing
		}
	}

	private void reload(@Nullable FolderWatch watch, RuleSourceListener listener) {
		try {
			if (watch != null) {
				watch.begin();
			}
			List<RuleDocument> documents = this.files.read(watch);
			IOException watchFailure = (watch != null) ? watch.end() : null;
			if (documents != null) {
				this.lastChange = this.files.lastChange();
			}
			RuleSet rules = rules(documents);
			boolean changed = !rules.equals(this.published);
			status(documents != null, rules, watch == null || watchFailure != null, changed);
			if (changed && !this.closed) {
				this.published = rules;
				listener.onRules(rules);
			}
		}
		catch (ClosedWatchServiceException ex) {
			// close() was called while files were read
		}
		catch (RuntimeException ex) {
			logger.error("The rules of '{}' could not be taken over, the last good ones stay", this.root, ex);
		}
	}

	private RuleSet rules(@Nullable List<RuleDocument> documents) {
		if (documents != null) {
			return this.lastGood.apply(documents);
		}
		return (this.published != null) ? this.published : RuleSet.EMPTY;
	}

	private void status(boolean exists, RuleSet rules, boolean unwatched, boolean changed) {
		String detail = rules.rules().size() + " rules and " + rules.rejections().size() + " problems in '" + this.root
				+ "'";
		if (!exists) {
			detail = "'" + this.root + "' does not exist, it is read as soon as it appears; " + rules.rules().size()
					+ " rules stay in force";
		}
		else if (unwatched) {
			detail += ", not watched: the operating system allows no more watches; restart to read changes";
		}
		synchronized (this.monitor) {
			if (this.closed) {
				return;
			}
			Instant lastUpdate = (changed && exists) ? this.clock.instant() : this.status.lastUpdate();
			State state = (exists && !unwatched) ? State.UP : State.DISCONNECTED;
			boolean news = state != this.status.state() || changed;
			this.status = new RuleSourceStatus(state, detail, lastUpdate);
			if (news) {
				log(state, detail);
			}
		}
	}

	private static void log(State state, String detail) {
		if (state == State.UP) {
			logger.info("Read rules: {}", detail);
		}
		else {
			logger.warn("Rules of files: {}", detail);
		}
	}

	private void await(Thread thread) {
		try {
			thread.join(CLOSE_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
