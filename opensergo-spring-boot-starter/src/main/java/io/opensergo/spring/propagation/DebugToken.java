package io.opensergo.spring.propagation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who may hear how a request was decided: whoever sends the token.
 */
public final class DebugToken {

	/**
	 * The request header that carries the token. It is taken off every request, whether
	 * the token is right or not.
	 */
	public static final String HEADER = "x-opensergo-debug";

	/**
	 * The response header that tells the lane.
	 */
	public static final String LANE_HEADER = "x-opensergo-lane";

	/**
	 * What the lane header says of baseline.
	 */
	static final String NO_LANE = "none";

	private final byte @Nullable [] token;

	/**
	 * Creates a token.
	 * @param token the token, {@code null} or empty when nobody may hear anything
	 */
	public DebugToken(@Nullable String token) {
		this.token = (token != null && !token.isEmpty()) ? token.getBytes(StandardCharsets.UTF_8) : null;
	}

	/**
	 * Whether a header carries the token. Takes the same time however much of it is
	 * right.
	 * @param values the values of the header
	 * @return {@code true} when it does
	 */
	boolean isIn(List<String> values) {
		return this.token != null && values.size() == 1
				&& MessageDigest.isEqual(this.token, values.get(0).getBytes(StandardCharsets.UTF_8));
	}

}
