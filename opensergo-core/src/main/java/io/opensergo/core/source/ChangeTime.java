package io.opensergo.core.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * The newest change among files and folders. Where the file system keeps it, the time of
 * the last status change counts: unlike the modification time it cannot be set back, so
 * that a copied, restored or renamed file is as new as the copying.
 */
final class ChangeTime {

	private static final String STATUS_CHANGE = "unix:ctime";

	private Instant newest = Instant.EPOCH;

	/**
	 * Takes a path into account; for a link, both the link and what it leads to.
	 * @param path the path
	 * @throws IOException when it cannot be looked at
	 */
	void look(Path path) throws IOException {
		boolean statusKept = path.getFileSystem().supportedFileAttributeViews().contains("unix");
		take(time(path, statusKept));
		if (Files.isSymbolicLink(path)) {
			take(time(path, statusKept, LinkOption.NOFOLLOW_LINKS));
		}
	}

	private static Instant time(Path path, boolean statusKept, LinkOption... options) throws IOException {
		if (statusKept) {
			return ((FileTime) Files.getAttribute(path, STATUS_CHANGE, options)).toInstant();
		}
		return Files.getLastModifiedTime(path, options).toInstant();
	}

	private void take(Instant time) {
		if (time.isAfter(this.newest)) {
			this.newest = time;
		}
	}

	Instant newest() {
		return this.newest;
	}

}
