package io.opensergo.client.codec;

import java.io.Serial;

/**
 * One route cannot be taken over. The others can.
 */
final class UnusableRouteException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final boolean invalid;

	private final String path;

	private final String reason;

	private final String fix;

	private UnusableRouteException(boolean invalid, String path, String reason, String fix) {
		super(reason, null, false, false);
		this.invalid = invalid;
		this.path = path;
		this.reason = reason;
		this.fix = fix;
	}

	/**
	 * The route is wrong: Envoy would refuse it.
	 */
	static UnusableRouteException invalid(String path, String reason, String fix) {
		return new UnusableRouteException(true, path, reason, fix);
	}

	/**
	 * The route is right, but asks for something that the rule model does not know.
	 * Taking it over without that part would send requests where they do not belong.
	 */
	static UnusableRouteException unsupported(String path, String what) {
		return new UnusableRouteException(false, path, what + " is not supported",
				"remove it, or express the route without it");
	}

	boolean invalid() {
		return this.invalid;
	}

	String path() {
		return this.path;
	}

	String reason() {
		return this.reason;
	}

	String fix() {
		return this.fix;
	}

}
