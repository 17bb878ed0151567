package io.opensergo.core.lane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.google.re2j.Pattern;
import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.lane.LaneTags.Tag;
import io.opensergo.core.match.StringMatcher;
import io.opensergo.core.route.HostNames;
import io.opensergo.core.route.RouteDecision.Otherwise;
import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.CallerCondition;
import io.opensergo.core.rule.HttpPolicies.DirectResponse;
import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;

/**
 * Writes the routes of lanes to one service.
 */
final class LaneRouteWriter {

	/**
	 * Every request of every caller.
	 */
	static final HttpMatch ANY = new HttpMatch(null, null, false, null, null, null, Map.of(), Map.of(), Map.of(), null,
			CallerCondition.ANY, null);

	private static final String LANE_NAME = "[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?";

	static final String MESH = "mesh";

	/**
	 * The most links of a chain, as rules are read.
	 */
	private static final int MAX_CHAIN = 17;

	private static final DirectResponse NOT_FOUND = new DirectResponse(404, null, null);

	private final String service;

	private final String namespace;

	private final Map<String, String> subsets;

	private final boolean baggage;

	private final Set<String> notes = new LinkedHashSet<>();

	/**
	 * Creates a writer.
	 * @param service the service as rules name it
	 * @param namespace the namespace of the lanes
	 * @param subsets the name of the subset of each lane
	 * @param baggage whether a request is in a lane by its baggage alone, too
	 */
	LaneRouteWriter(String service, String namespace, Map<String, String> subsets, boolean baggage) {
		this.service = service;
		this.namespace = namespace;
		this.subsets = Map.copyOf(subsets);
		this.baggage = baggage;
	}

	/**
	 * The routes of one lane.
	 * @param tag the lane and its header
	 * @param own the own routes of the service
	 * @return the routes, in order
	 */
	List<HttpRoute> routes(Tag tag, List<HttpRoute> own) {
		String name = tag.isDefaultHeader() ? "lane-" + tag.lane().lane()
				: "lane-" + tag.lane().lane() + "-by-" + tag.header();
		if (tag.lane().otherwise() == Otherwise.REFUSE) {
			return List.of(laneRoute(name, tagged(tag), tag, null));
		}
		List<HttpRoute> routes = new ArrayList<>();
		List<HttpRoute> acting = own.stream().filter(LaneRouteWriter::acts).toList();
		for (int i = 0; i < acting.size(); i++) {
			HttpRoute route = acting.get(i);
			List<HttpMatch> matches = and(tag, route.match());
			if (!matches.isEmpty()) {
				String suffix = (route.name() != null) ? route.name() : String.valueOf(i);
				routes.add(permissive(name + "-" + suffix, matches, tag, route));
			}
			if (isCatchAll(route)) {
				return routes;
			}
		}
		if (acting.isEmpty()) {
			routes.add(laneRoute(name, tagged(tag), tag, Destination.of(this.service)));
			return routes;
		}
		addRest(routes, name, tag, acting);
		return routes;
	}

	/**
	 * Where no own route matches there is no route, but callers that no own route is for
	 * have the baseline.
	 */
	private void addRest(List<HttpRoute> routes, String name, Tag tag, List<HttpRoute> own) {
		List<CallerCondition> callers = restrictedCallers(own);
		List<HttpMatch> concerned = callers.stream()
			.flatMap((caller) -> tagged(tag).stream().map((match) -> withCaller(match, caller)))
			.toList();
		routes.add(laneRoute(name, concerned.isEmpty() ? tagged(tag) : concerned, tag, null));
		if (!concerned.isEmpty()) {
			routes.add(laneRoute(name + "-baseline", tagged(tag), tag, Destination.of(this.service)));
		}
	}

	/**
	 * The routes after the own ones.
	 * @param own the own routes
	 * @return the baseline, where it is reached
	 */
	List<HttpRoute> rest(List<HttpRoute> own) {
		List<HttpRoute> acting = own.stream().filter(LaneRouteWriter::acts).toList();
		HttpRoute baseline = baseline(this.service);
		if (acting.isEmpty()) {
			return List.of(baseline);
		}
		List<CallerCondition> callers = restrictedCallers(acting);
		if (callers.isEmpty()) {
			return List.of();
		}
		return List.of(noRoute(callers), baseline);
	}

	static HttpRoute baseline(String service) {
		return new HttpRoute("baseline", List.of(), List.of(WeightedDestination.of(Destination.of(service), 0)), null,
				null, null, HttpPolicies.NONE);
	}

	/**
	 * What callers get that routes are for, when none of them matches.
	 */
	static HttpRoute noRoute(List<CallerCondition> callers) {
		List<HttpMatch> matches = callers.stream().map((caller) -> withCaller(ANY, caller)).toList();
		return new HttpRoute("no-route", matches, List.of(), null, NOT_FOUND, null, HttpPolicies.NONE);
	}

	Set<String> notes() {
		return this.notes;
	}

	private HttpRoute permissive(String name, List<HttpMatch> matches, Tag tag, HttpRoute own) {
		if (own.route().isEmpty()) {
			this.notes.add("the route '" + routeName(own) + "' to the service '" + this.service
					+ "' is no forward, so no lane can fall back to it: a request whose lane has no instance gets 503");
			return laneRoute(name, matches, tag, null);
		}
		if (!own.policies().equals(HttpPolicies.NONE)) {
			this.notes.add("the policies of the route '" + routeName(own) + "' to the service '" + this.service
					+ "' apply to its requests in lanes too, not to fallbacks only");
		}
		List<WeightedDestination> destinations = own.route()
			.stream()
			.map((weighted) -> new WeightedDestination(laneThen(tag, weighted.destination()), weighted.weight(),
					weighted.headers()))
			.toList();
		return new HttpRoute(name, matches, destinations, null, null, null, own.policies());
	}

	private static String routeName(HttpRoute route) {
		return (route.name() != null) ? route.name() : "without name";
	}

	private HttpRoute laneRoute(String name, List<HttpMatch> matches, Tag tag, @Nullable Destination fallback) {
		return new HttpRoute(name, matches, List.of(WeightedDestination.of(laneThen(tag, fallback), 0)), null, null,
				null, HttpPolicies.NONE);
	}

	/**
	 * The lane's instances, then the destination and its fallbacks. A link that names the
	 * lane's subset again would be a cycle; it was tried already.
	 */
	private Destination laneThen(Tag tag, @Nullable Destination own) {
		Destination lane = Destination.of(this.service, this.subsets.get(tag.lane().lane()));
		List<Destination> chain = new ArrayList<>();
		for (Destination next = own; next != null; next = next.fallback()) {
			if (!sameInstances(lane, next)) {
				chain.add(next);
			}
		}
		if (chain.size() >= MAX_CHAIN) {
			Destination last = chain.remove(chain.size() - 1);
			this.notes.add("the last fallback '" + last.host() + "' of a route to the service '" + this.service
					+ "' is left out for requests of lanes: the chain would be too long");
		}
		Destination linked = null;
		for (int i = chain.size() - 1; i >= 0; i--) {
			linked = chain.get(i).withFallback(linked);
		}
		return lane.withFallback(linked);
	}

	private boolean sameInstances(Destination lane, Destination other) {
		return Objects.equals(lane.subset(), other.subset()) && HostNames.resolve(lane.host(), this.namespace)
			.equals(HostNames.resolve(other.host(), this.namespace));
	}

	private static boolean acts(HttpRoute route) {
		return !route.route().isEmpty() || route.redirect() != null || route.directResponse() != null;
	}

	private static boolean isCatchAll(HttpRoute route) {
		return route.match().isEmpty() || route.match().stream().anyMatch(LaneRouteWriter::isCatchAll);
	}

	private static boolean isCatchAll(HttpMatch match) {
		return isUnrestricted(match.caller()) && (match.uri() == null || match.uri() instanceof StringMatch.Present)
				&& match.scheme() == null && match.method() == null && match.authority() == null
				&& match.headers().isEmpty() && match.withoutHeaders().isEmpty() && match.queryParams().isEmpty()
				&& match.port() == null;
	}

	private static boolean isUnrestricted(CallerCondition caller) {
		boolean everywhere = caller.gateways().isEmpty() || caller.gateways().contains(MESH);
		return everywhere && caller.sourceLabels().isEmpty() && caller.sourceNamespace() == null;
	}

	/**
	 * The callers that own routes are for.
	 * @return the conditions, empty when one of the routes is for every caller
	 */
	static List<CallerCondition> restrictedCallers(List<HttpRoute> own) {
		Set<CallerCondition> callers = new LinkedHashSet<>();
		for (HttpRoute route : own) {
			if (route.match().isEmpty()) {
				return List.of();
			}
			route.match().forEach((match) -> callers.add(match.caller()));
		}
		return callers.stream().anyMatch(LaneRouteWriter::isUnrestricted) ? List.of() : List.copyOf(callers);
	}

	private List<HttpMatch> tagged(Tag tag) {
		return and(tag, List.of(ANY));
	}

	private List<HttpMatch> and(Tag tag, List<HttpMatch> matches) {
		List<HttpMatch> all = new ArrayList<>();
		for (HttpMatch match : matches.isEmpty() ? List.of(ANY) : matches) {
			if (canHold(tag, match)) {
				all.add(byHeader(tag, match));
				if (this.baggage) {
					addByBaggage(tag, match, all);
				}
			}
		}
		return all;
	}

	/**
	 * Whether a condition can hold for requests with a tag. A header can stand in a
	 * condition once, so what the condition says of the tag's header is answered here.
	 */
	private static boolean canHold(Tag tag, HttpMatch match) {
		return valuesOf(tag, match.headers()).allMatch((condition) -> matches(condition, tag.lane().lane()))
				&& valuesOf(tag, match.withoutHeaders())
					.noneMatch((condition) -> matches(condition, tag.lane().lane()));
	}

	private static Stream<StringMatch> valuesOf(Tag tag, Map<String, StringMatch> headers) {
		return headers.entrySet()
			.stream()
			.filter((header) -> header.getKey().equalsIgnoreCase(tag.header()))
			.map(Map.Entry::getValue);
	}

	/**
	 * A condition that holds when the header carries the tag and the other condition
	 * holds.
	 */
	private static HttpMatch byHeader(Tag tag, HttpMatch match) {
		Map<String, StringMatch> headers = others(tag, match.headers());
		Map<String, StringMatch> without = others(tag, match.withoutHeaders());
		headers.put(tag.header(), StringMatch.exact(tag.lane().lane()));
		if (!tag.isDefaultHeader()) {
			refuseOtherTag(without);
		}
		return withHeaders(match, headers, without);
	}

	/**
	 * A condition that holds when the baggage carries the tag, the header does not, and
	 * the other condition holds.
	 */
	private void addByBaggage(Tag tag, HttpMatch match, List<HttpMatch> all) {
		Map<String, StringMatch> headers = others(tag, match.headers());
		Map<String, StringMatch> without = others(tag, match.withoutHeaders());
		if (headers.keySet().stream().anyMatch(BaggageHeader.NAME::equalsIgnoreCase)
				|| tag.header().equals(BaggageHeader.NAME)) {
			this.notes.add("a route to the service '" + this.service + "' reads the header " + BaggageHeader.NAME
					+ " itself, so its requests are in the lane '" + tag.lane().lane() + "' by the header "
					+ tag.header() + " only; let applications pass that header on");
			return;
		}
		headers.put(BaggageHeader.NAME, StringMatch.regex("(.*,)?\\s*" + Pattern.quote(tag.header()) + "\\s*=\\s*"
				+ Pattern.quote(tag.lane().lane()) + "\\s*([,;].*)?"));
		without.put(tag.header(), StringMatch.present());
		if (!tag.isDefaultHeader()) {
			refuseOtherTag(without);
		}
		all.add(withHeaders(match, headers, without));
	}

	private static Map<String, StringMatch> others(Tag tag, Map<String, StringMatch> headers) {
		Map<String, StringMatch> others = new HashMap<>(headers);
		others.keySet().removeIf(tag.header()::equalsIgnoreCase);
		return others;
	}

	/**
	 * A lane in the default header, even an unknown one, goes before lanes in other
	 * headers.
	 */
	private static void refuseOtherTag(Map<String, StringMatch> without) {
		String refused = LANE_NAME;
		for (String name : List.copyOf(without.keySet())) {
			if (name.equalsIgnoreCase(TrafficLane.DEFAULT_TRAFFIC_HEADER)) {
				StringMatch other = Objects.requireNonNull(without.remove(name));
				if (isPresent(other)) {
					without.put(name, other);
					return;
				}
				refused = "(?:" + refused + ")|(?:" + regex(other) + ")";
			}
		}
		without.put(TrafficLane.DEFAULT_TRAFFIC_HEADER, StringMatch.regex(refused));
	}

	private static String regex(StringMatch match) {
		if (match instanceof StringMatch.Exact exact) {
			return Pattern.quote(exact.value());
		}
		if (match instanceof StringMatch.Prefix prefix) {
			return Pattern.quote(prefix.value()) + "(?s:.*)";
		}
		return (match instanceof StringMatch.Regex regex) ? regex.pattern() : "";
	}

	private static boolean matches(StringMatch match, String value) {
		return isPresent(match) || StringMatcher.of(match).matches(value);
	}

	private static boolean isPresent(StringMatch match) {
		return match instanceof StringMatch.Present
				|| (match instanceof StringMatch.Regex regex && regex.pattern().equals("*"));
	}

	static HttpRoute withMatch(HttpRoute route, List<HttpMatch> match) {
		return new HttpRoute(route.name(), match, route.route(), route.redirect(), route.directResponse(),
				route.delegate(), route.policies());
	}

	private static HttpMatch withHeaders(HttpMatch match, Map<String, StringMatch> headers,
			Map<String, StringMatch> without) {
		return new HttpMatch(match.name(), match.uri(), match.ignoreUriCase(), match.scheme(), match.method(),
				match.authority(), headers, without, match.queryParams(), match.port(), match.caller(),
				match.statPrefix());
	}

	static HttpMatch withCaller(HttpMatch match, CallerCondition caller) {
		return new HttpMatch(match.name(), match.uri(), match.ignoreUriCase(), match.scheme(), match.method(),
				match.authority(), match.headers(), match.withoutHeaders(), match.queryParams(), match.port(), caller,
				match.statPrefix());
	}

}
