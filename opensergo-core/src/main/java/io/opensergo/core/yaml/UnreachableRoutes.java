package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.opensergo.core.rule.StringMatch;
import io.opensergo.core.rule.TrafficRouter.HttpMatch;
import io.opensergo.core.rule.TrafficRouter.HttpRoute;
import org.jspecify.annotations.Nullable;

/**
 * Warns of routes that no request can reach, because an earlier one takes them all.
 */
final class UnreachableRoutes {

	/**
	 * The most earlier prefixes that are looked at; beyond it a rule is generated and
	 * nobody reads warnings.
	 */
	private static final int MAX_PREFIXES = 1000;

	private final Set<HttpMatch> earlier = new HashSet<>();

	private final List<HttpMatch> prefixes = new ArrayList<>();

	private @Nullable String catchAll;

	void check(YamlValue item, HttpRoute route) {
		if (item.problems().hasErrors()) {
			// a condition that could not be read would look like one that takes all
			return;
		}
		if (this.catchAll != null) {
			item.warning("no request reaches this route: " + this.catchAll + " takes all", "move it up, or remove it");
			return;
		}
		if (!route.match().isEmpty() && route.match().stream().allMatch(this::isShadowed)) {
			item.warning("no request reaches this route: earlier conditions include all of its own",
					"move it up, or remove it");
		}
		if (route.match().isEmpty() || route.match().stream().anyMatch(HttpMatchReader::isCatchAll)) {
			this.catchAll = item.path();
		}
		route.match().forEach(this::remember);
	}

	private void remember(HttpMatch match) {
		this.earlier.add(withoutNames(match));
		boolean prefix = match.uri() instanceof StringMatch.Prefix && HttpMatchReader.onlyUri(match);
		if (prefix && this.prefixes.size() < MAX_PREFIXES) {
			this.prefixes.add(match);
		}
	}

	private boolean isShadowed(HttpMatch match) {
		return this.earlier.contains(withoutNames(match))
				|| this.prefixes.stream().anyMatch((other) -> includes(other, match));
	}

	private static boolean includes(HttpMatch other, HttpMatch match) {
		if (other.ignoreUriCase() != match.ignoreUriCase() || !(other.uri() instanceof StringMatch.Prefix prefix)) {
			return false;
		}
		if (match.uri() instanceof StringMatch.Exact exact) {
			return exact.value().startsWith(prefix.value());
		}
		return match.uri() instanceof StringMatch.Prefix longer && longer.value().startsWith(prefix.value());
	}

	private static HttpMatch withoutNames(HttpMatch match) {
		return new HttpMatch(null, match.uri(), match.ignoreUriCase(), match.scheme(), match.method(),
				match.authority(), match.headers(), match.withoutHeaders(), match.queryParams(), match.port(),
				match.caller(), null);
	}

}
