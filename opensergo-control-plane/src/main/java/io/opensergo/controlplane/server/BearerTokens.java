package io.opensergo.controlplane.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of a file, one a line; empty lines and lines that begin with {@code #} do
 * not count. Several tokens let clients change theirs one after the other. A changed file
 * takes effect with the next stream; while it cannot be read, the tokens that it had stay
 * in force. Safe for all threads.
 */
public final class BearerTokens {

	private static final Logger logger = LoggerFactory.getLogger(BearerTokens.class);

	/**
	 * The largest file, in bytes.
	 */
	private static final int MAX_BYTES = 64 * 1024;

	private final Path file;

	private volatile Content content;

	/**
	 * Reads the file.
	 * @param file the file
	 * @throws IOException when it cannot be read or holds no token
	 */
	public BearerTokens(Path file) throws IOException {
		this.file = file;
		this.content = read(file);
	}

	/**
	 * Whether a token is one of the file. Takes the same time for each token of the same
	 * length, so that nobody finds one out by measuring.
	 * @param token the token
	 * @return {@code true} when it is
	 */
	boolean contains(String token) {
		refresh();
		byte[] digest = digest(token);
		boolean found = false;
		for (byte[] known : this.content.digests()) {
			found |= MessageDigest.isEqual(known, digest);
		}
		return found;
	}

	private void refresh() {
		Stamp seen = this.content.stamp();
		try {
			if (!Stamp.of(this.file).equals(seen)) {
				this.content = read(this.file);
				logger.info("Read the tokens of '{}' again: {} tokens", this.file, this.content.digests().size());
			}
			else if (this.content.failing()) {
				this.content = this.content.withFailing(false);
			}
		}
		catch (IOException ex) {
			if (!this.content.failing()) {
				logger.warn("Cannot read the tokens of '{}' again ({}); those that it had stay in force", this.file,
						ex.toString());
				this.content = this.content.withFailing(true);
			}
		}
	}

	private static Content read(Path file) throws IOException {
		Stamp stamp = Stamp.of(file);
		try (InputStream input = Files.newInputStream(file)) {
			byte[] bytes = input.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				throw new IOException("it is larger than " + MAX_BYTES + " bytes");
			}
			List<byte[]> digests = new String(bytes, StandardCharsets.UTF_8).lines()
				.map(String::strip)
				.filter((line) -> !line.isEmpty() && !line.startsWith("#"))
				.map(BearerTokens::digest)
				.toList();
			if (digests.isEmpty()) {
				throw new IOException("it holds no token; write one in a line of its own");
			}
			return new Content(stamp, digests, false);
		}
	}

	private static byte[] digest(String token) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * What was read.
	 *
	 * @param stamp which file it was
	 * @param digests the digests of its tokens
	 * @param failing whether the file could not be read again since
	 */
	private record Content(Stamp stamp, List<byte[]> digests, boolean failing) {

		Content withFailing(boolean failing) {
			return new Content(this.stamp, this.digests, failing);
		}

	}

	/**
	 * Tells one state of a file from another.
	 *
	 * @param modified when it was modified
	 * @param size its size
	 * @param identity which file it is, where the file system tells
	 */
	private record Stamp(FileTime modified, long size, @Nullable Object identity) {

		static Stamp of(Path file) throws IOException {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
		}

	}

}
