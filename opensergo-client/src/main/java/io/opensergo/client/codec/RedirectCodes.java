package io.opensergo.client.codec;

import io.opensergo.protocol.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import org.jspecify.annotations.Nullable;

/**
 * Status codes of redirects.
 */
final class RedirectCodes {

	private RedirectCodes() {
	}

	static @Nullable RedirectResponseCode encode(int code) {
		return switch (code) {
			case 301 -> RedirectResponseCode.MOVED_PERMANENTLY;
			case 302 -> RedirectResponseCode.FOUND;
			case 303 -> RedirectResponseCode.SEE_OTHER;
			case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
			case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
			default -> null;
		};
	}

	static @Nullable Integer decode(RedirectResponseCode code) {
		return switch (code) {
			case MOVED_PERMANENTLY -> 301;
			case FOUND -> 302;
			case SEE_OTHER -> 303;
			case TEMPORARY_REDIRECT -> 307;
			case PERMANENT_REDIRECT -> 308;
			case UNRECOGNIZED -> null;
		};
	}

}
