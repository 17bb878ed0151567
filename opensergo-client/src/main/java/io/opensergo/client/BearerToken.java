package io.opensergo.client;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;

/**
 * Sends the token of a source with each stream, as RFC 6750 says. A token never stands in
 * a message.
 */
final class BearerToken extends CallCredentials {

	static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("Authorization",
			Metadata.ASCII_STRING_MARSHALLER);

	/**
	 * Visible ASCII: more than RFC 6750 allows, and nothing that ends a header.
	 */
	private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,16384}");

	private final TokenSource source;

	BearerToken(TokenSource source) {
		this.source = source;
	}

	static String requireToken(String token) {
		if (!TOKEN.matcher(token).matches()) {
			throw new IllegalArgumentException(
					"The token is empty, longer than 16384 characters, or holds white space or other characters that no token has");
		}
		return token;
	}

	@Override
	public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
		Metadata headers = new Metadata();
		try {
			headers.put(AUTHORIZATION, "Bearer " + requireToken(this.source.token()));
		}
		catch (IOException ex) {
			applier.fail(Status.UNAUTHENTICATED.withDescription("the token of this client cannot be read: " + ex));
			return;
		}
		catch (IllegalArgumentException ex) {
			applier.fail(Status.UNAUTHENTICATED.withDescription(ex.getMessage()));
			return;
		}
		applier.apply(headers);
	}

}
