package io.opensergo.spring.propagation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.opensergo.core.context.LaneName;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.lane.LaneTable;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseCookie;

/**
 * The lane of a browser: a cookie that an edge sets when an entry rule has colored a
 * request, and reads on the next ones. Anyone can write a cookie, so it counts only for a
 * lane that an entry rule of this application leads into now:
 * <ul>
 * <li>without a secret, only for lanes that a client can enter anyway by what it writes
 * into a request, see {@link LaneTable#open()},</li>
 * <li>with a secret, for every lane that requests can enter here, see
 * {@link LaneTable#entered()}, because the value is signed and says until when it
 * counts.</li>
 * </ul>
 * Safe for all threads.
 */
public final class LaneCookie {

	/**
	 * Between the parts of a signed value: allowed in cookies, but not in lane names.
	 */
	private static final char SEPARATOR = '~';

	private static final String ALGORITHM = "HmacSHA256";

	/**
	 * Keeps signatures apart from others that are made with the same secret.
	 */
	private static final String PURPOSE = "opensergo-lane-cookie";

	/**
	 * A lane name, a time, and a signature of 256 bits in base64.
	 */
	private static final int MAX_LENGTH = LaneName.MAX_LENGTH + 1 + 12 + 1 + 43;

	/**
	 * Cookies of one name that are looked at: a site above may have set one too.
	 */
	private static final int MAX_VALUES = 4;

	private final Settings settings;

	private final @Nullable SecretKeySpec key;

	private final RuleEngine engine;

	private final Clock clock;

	private final LongAdder dropped = new LongAdder();

	/**
	 * Creates the cookie of an application.
	 * @param settings what it looks like
	 * @param secret the secret that values are signed with, {@code null} or empty for
	 * values that are not signed
	 * @param engine the rules
	 * @param clock tells whether a signed value has expired
	 */
	public LaneCookie(Settings settings, @Nullable String secret, RuleEngine engine, Clock clock) {
		this.settings = settings;
		this.key = (secret != null && !secret.isEmpty())
				? new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM) : null;
		this.engine = engine;
		this.clock = clock;
	}

	/**
	 * The name of the cookie.
	 */
	String name() {
		return this.settings.name();
	}

	/**
	 * The lane that the cookies of a request name.
	 * @param values the values of all cookies of this name
	 * @return the lane, {@code null} when none of them counts
	 */
	@Nullable String lane(List<String> values) {
		for (String value : values.subList(0, Math.min(values.size(), MAX_VALUES))) {
			String lane = (this.key != null) ? signedLane(value, this.key) : value;
			if (LaneName.isValid(lane) && lanes().contains(lane)) {
				return lane;
			}
		}
		if (!values.isEmpty()) {
			this.dropped.increment();
		}
		return null;
	}

	/**
	 * The cookie that an answer sets. A browser that is in its lane keeps the cookie that
	 * it has: its time counts from the entry.
	 * @param entered the lane that an entry rule has colored the request with,
	 * {@code null} for none
	 * @param sent whether the request has a cookie of this name, which does not count
	 * @param https whether the request came over HTTPS
	 * @return the cookie, {@code null} for none
	 */
	@Nullable ResponseCookie answer(@Nullable String entered, boolean sent, boolean https) {
		if (entered != null && lanes().contains(entered)) {
			return cookie(value(entered), this.settings.maxAge(), https);
		}
		return sent ? cookie("", Duration.ZERO, https) : null;
	}

	/**
	 * How many requests had a cookie that did not count.
	 * @return the count since the start
	 */
	public long dropped() {
		return this.dropped.sum();
	}

	private Set<String> lanes() {
		LaneTable table = this.engine.current().lanes();
		return (this.key != null) ? table.entered() : table.open();
	}

	private ResponseCookie cookie(String value, Duration maxAge, boolean https) {
		Boolean secure = this.settings.secure();
		return ResponseCookie.from(this.settings.name(), value)
			.maxAge(maxAge)
			.path(this.settings.path())
			.domain(this.settings.domain())
			.sameSite(this.settings.sameSite())
			.secure((secure != null) ? secure : https)
			.httpOnly(this.settings.httpOnly())
			.build();
	}

	private String value(String lane) {
		if (this.key == null) {
			return lane;
		}
		String expiry = String.valueOf(this.clock.instant().plus(this.settings.maxAge()).getEpochSecond());
		return lane + SEPARATOR + expiry + SEPARATOR + signature(lane, expiry, this.key);
	}

	private @Nullable String signedLane(String value, SecretKeySpec key) {
		int first = value.indexOf(SEPARATOR);
		int second = value.indexOf(SEPARATOR, first + 1);
		if (first < 0 || second < 0 || value.length() > MAX_LENGTH) {
			return null;
		}
		String lane = value.substring(0, first);
		String expiry = value.substring(first + 1, second);
		byte[] expected = signature(lane, expiry, key).getBytes(StandardCharsets.US_ASCII);
		byte[] actual = value.substring(second + 1).getBytes(StandardCharsets.UTF_8);
		return (MessageDigest.isEqual(expected, actual) && !isPast(expiry)) ? lane : null;
	}

	/**
	 * Only for times that this class has written and signed.
	 */
	private boolean isPast(String expiry) {
		return this.clock.instant().getEpochSecond() >= Long.parseLong(expiry);
	}

	private String signature(String lane, String expiry, SecretKeySpec key) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			String signed = String.join("\n", PURPOSE, this.settings.name(), lane, expiry);
			return Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("every Java platform has " + ALGORITHM, ex);
		}
	}

	/**
	 * What the cookie looks like.
	 *
	 * @param name its name
	 * @param maxAge how long a browser stays in a lane after it has entered, at least one
	 * second
	 * @param path the path that it is sent for
	 * @param domain the domain that it is sent to, {@code null} for the called host alone
	 * @param sameSite the value of {@code SameSite}
	 * @param secure whether it is for HTTPS only, {@code null} for when it is set over
	 * HTTPS
	 * @param httpOnly whether scripts of a page cannot read it
	 */
	public record Settings(String name, Duration maxAge, String path, @Nullable String domain, String sameSite,
			@Nullable Boolean secure, boolean httpOnly) {
	}

}
