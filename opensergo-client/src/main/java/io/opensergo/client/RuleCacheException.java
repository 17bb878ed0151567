package io.opensergo.client;

import java.nio.file.Path;

/**
 * The folder that is to keep the last good rules cannot be used. A single file that is
 * damaged is no reason.
 */
public final class RuleCacheException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Path directory;

	RuleCacheException(Path directory, String problem, Throwable cause) {
		super("The rule cache " + directory + " cannot be used: " + problem, cause);
		this.directory = directory;
	}

	/**
	 * The folder.
	 * @return the folder as it was configured
	 */
	public Path directory() {
		return this.directory;
	}

}
