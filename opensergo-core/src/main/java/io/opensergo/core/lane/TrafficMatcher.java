package io.opensergo.core.lane;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.opensergo.core.match.AddressRange;
import io.opensergo.core.match.ExactIndex.ExactValue;
import io.opensergo.core.match.QueryParameterMatcher;
import io.opensergo.core.match.StringMatcher;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane.TrafficMatch;
import org.jspecify.annotations.Nullable;

/**
 * The compiled form of one {@code traffic} block of a lane: all parts must hold, the
 * share comes last.
 */
final class TrafficMatcher {

	private static final RequestAttribute PATH = new RequestAttribute.Path();

	private final List<Named> headers;

	private final @Nullable StringMatcher uri;

	private final List<QueryParameterMatcher> queryParams;

	private final List<Named> cookies;

	private final @Nullable StringMatcher method;

	private final @Nullable StringMatcher authority;

	private final List<AddressRange> sourceIp;

	private final @Nullable Share share;

	private TrafficMatcher(TrafficMatch match) {
		this.headers = match.headers()
			.entrySet()
			.stream()
			.map((header) -> new Named(header.getKey().toLowerCase(Locale.ROOT), StringMatcher.of(header.getValue())))
			.toList();
		this.uri = compile(match.uri());
		this.queryParams = match.queryParams()
			.entrySet()
			.stream()
			.map((parameter) -> QueryParameterMatcher.of(parameter.getKey(), parameter.getValue()))
			.toList();
		this.cookies = match.cookies().entrySet().stream().map(TrafficMatcher::named).toList();
		this.method = compile(match.method());
		this.authority = compile(match.authority());
		this.sourceIp = match.sourceIp().stream().map(AddressRange::parse).toList();
		this.share = (match.percentage() != null) ? Share.of(match.percentage()) : null;
	}

	static TrafficMatcher of(TrafficMatch match) {
		return new TrafficMatcher(match);
	}

	/**
	 * The exact values that a request must have, for an index.
	 * @param match the block
	 * @return the values
	 */
	static List<ExactValue<RequestAttribute>> exactValues(TrafficMatch match) {
		List<ExactValue<RequestAttribute>> values = new ArrayList<>();
		match.headers()
			.forEach((name, value) -> add(new RequestAttribute.Header(name.toLowerCase(Locale.ROOT)), value, values));
		match.cookies().forEach((name, value) -> add(new RequestAttribute.Cookie(name), value, values));
		match.queryParams().forEach((name, value) -> add(new RequestAttribute.QueryParameter(name), value, values));
		if (match.uri() != null) {
			add(PATH, match.uri(), values);
		}
		return values;
	}

	private static void add(RequestAttribute attribute, StringMatch match, List<ExactValue<RequestAttribute>> values) {
		if (match instanceof StringMatch.Exact exact && !exact.ignoreCase()) {
			values.add(new ExactValue<>(attribute, exact.value()));
		}
	}

	private static Named named(Map.Entry<String, StringMatch> condition) {
		return new Named(condition.getKey(), StringMatcher.of(condition.getValue()));
	}

	private static @Nullable StringMatcher compile(@Nullable StringMatch match) {
		return (match != null) ? StringMatcher.of(match) : null;
	}

	boolean matches(InboundRequest request, RandomGenerator random) {
		return matches(this.method, request.method()) && matches(this.authority, request.authority())
				&& matchesUri(request) && matchesHeaders(request) && matchesQueryParams(request)
				&& matchesCookies(request) && matchesSource(request)
				&& (this.share == null || this.share.includes(request, random));
	}

	/**
	 * Whether there can be a request that matches.
	 */
	boolean matchesSome() {
		return this.share == null || !this.share.isNone();
	}

	/**
	 * Whether a client can write a request that matches, wherever it is.
	 */
	boolean isOpen() {
		return matchesSome() && this.sourceIp.isEmpty() && (this.share == null || !this.share.isBySource());
	}

	private boolean matchesUri(InboundRequest request) {
		return this.uri == null || matches(this.uri, PATH.of(request));
	}

	private boolean matchesHeaders(InboundRequest request) {
		for (Named header : this.headers) {
			if (!matches(header.matcher(), request.header(header.name()))) {
				return false;
			}
		}
		return true;
	}

	private boolean matchesQueryParams(InboundRequest request) {
		String target = request.path();
		for (QueryParameterMatcher parameter : this.queryParams) {
			if (target == null || !parameter.matches(target)) {
				return false;
			}
		}
		return true;
	}

	private boolean matchesCookies(InboundRequest request) {
		for (Named cookie : this.cookies) {
			if (!matches(cookie.matcher(), request.cookie(cookie.name()))) {
				return false;
			}
		}
		return true;
	}

	private boolean matchesSource(InboundRequest request) {
		if (this.sourceIp.isEmpty()) {
			return true;
		}
		InetAddress address = request.remoteAddress();
		if (address == null) {
			return false;
		}
		for (AddressRange range : this.sourceIp) {
			if (range.contains(address)) {
				return true;
			}
		}
		return false;
	}

	private static boolean matches(@Nullable StringMatcher matcher, @Nullable String value) {
		return matcher == null || (value != null && matcher.matches(value));
	}

	private record Named(String name, StringMatcher matcher) {
	}

}
