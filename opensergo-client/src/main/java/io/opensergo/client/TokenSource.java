package io.opensergo.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the bearer token of a client comes from. Asked once per stream, so that a token
 * that has been renewed is used by the next one.
 */
@FunctionalInterface
public interface TokenSource {

	/**
	 * The token of now. May read a file; called on a thread of the client.
	 * @return the token, without {@code Bearer}
	 * @throws IOException when it cannot be read; the stream fails and is tried again
	 */
	String token() throws IOException;

	/**
	 * A token that stays.
	 * @param token the token
	 * @return the source
	 * @throws IllegalArgumentException when it holds what no token holds; the message
	 * does not show it
	 */
	static TokenSource of(String token) {
		String checked = BearerToken.requireToken(token);
		return () -> checked;
	}

	/**
	 * A token in a file, such as the one that Kubernetes renews for a service account.
	 * White space around it does not count.
	 * @param file the file, read for each stream
	 * @return the source
	 */
	static TokenSource ofFile(Path file) {
		Objects.requireNonNull(file, "file");
		return () -> Files.readString(file).strip();
	}

}
