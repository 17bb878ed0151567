package io.opensergo.spring.propagation;

import java.util.List;

import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.lane.InboundRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseCookie;

/**
 * How an HTTP request entered: the tag of a trusted peer, else the lane cookie, else the
 * first matching entry rule, else the lane of this instance, else none.
 *
 * @param context its context
 * @param cookie the cookie to be set on its answer, {@code null} for none
 */
record ColoredRequest(TrafficContext context, @Nullable ResponseCookie cookie) {

	static <C> ColoredRequest of(InboundColoring coloring, @Nullable String acceptedTag, @Nullable LaneCookie cookie,
			List<String> cookieValues, InboundRequest request, boolean https, C carrier, HeaderAccess<C> access) {
		if (acceptedTag != null || cookie == null) {
			return new ColoredRequest(coloring.color(acceptedTag, request, carrier, access), null);
		}
		String lane = cookie.lane(cookieValues);
		if (lane != null) {
			return new ColoredRequest(coloring.contextOf(lane, carrier, access), null);
		}
		String entered = coloring.entryLane(request);
		return new ColoredRequest(coloring.contextOf(entered, carrier, access),
				cookie.answer(entered, !cookieValues.isEmpty(), https));
	}

}
