package io.opensergo.core.action;

import java.time.Duration;
import java.util.List;

import io.opensergo.core.rule.Destination;
import io.opensergo.core.rule.HeaderOperations;
import io.opensergo.core.rule.HeaderOperations.Action;
import io.opensergo.core.rule.HeaderOperations.Changes;
import io.opensergo.core.rule.HeaderOperations.HeaderValue;
import io.opensergo.core.rule.HttpPolicies;
import io.opensergo.core.rule.HttpPolicies.Retries;
import io.opensergo.core.rule.HttpPolicies.Rewrite;
import io.opensergo.core.rule.WeightedDestination;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteActions}.
 */
class RouteActionsTests {

	private static final WeightedDestination STOCK = WeightedDestination.of(Destination.of("stock"), 1);

	@Test
	void routeWithoutPoliciesHasNone() {
		assertThat(RouteActions.ofForward(HttpPolicies.NONE, null, STOCK, true)).isSameAs(RouteActions.NONE);
		assertThat(RouteActions.ofAnswer(HttpPolicies.NONE, null, null)).isSameAs(RouteActions.NONE);
	}

	@Test
	void authorityOfTheRouteBeatsThatOfTheDestination() {
		WeightedDestination destination = new WeightedDestination(Destination.of("stock"), 1, authority("destination"));
		assertThat(forward(policies(new Rewrite(null, null, "rewrite"), null, HeaderOperations.NONE), destination)
			.authority()).isEqualTo("rewrite");
		assertThat(forward(policies(null, null, authority("route")), destination).authority()).isEqualTo("route");
		assertThat(forward(HttpPolicies.NONE, destination).authority()).isEqualTo("destination");
		assertThat(forward(HttpPolicies.NONE, STOCK).authority()).isNull();
	}

	@Test
	void zeroIsNoTimeout() {
		assertThat(forward(policies(null, Duration.ZERO, HeaderOperations.NONE), STOCK).timeout()).isNull();
		assertThat(forward(policies(null, Duration.ofMillis(1), HeaderOperations.NONE), STOCK).timeout())
			.isEqualTo(Duration.ofMillis(1));
	}

	@Test
	void routeWithoutRetriesIsNotRetried() {
		assertThat(forward(policies(null, Duration.ofMillis(1), HeaderOperations.NONE), STOCK).retries()).isNull();
		HttpPolicies policies = new HttpPolicies(null, null, new Retries(2, null, null, null, false), null, List.of(),
				null, HeaderOperations.NONE);
		RouteActions actions = forward(policies, STOCK);
		assertThat(actions.retries()).isNotNull();
		assertThat(actions.mayReplay()).isTrue();
	}

	private static RouteActions forward(HttpPolicies policies, WeightedDestination chosen) {
		return RouteActions.ofForward(policies, null, chosen, false);
	}

	private static HttpPolicies policies(@Nullable Rewrite rewrite, @Nullable Duration timeout,
			HeaderOperations headers) {
		return new HttpPolicies(rewrite, timeout, null, null, List.of(), null, headers);
	}

	private static HeaderOperations authority(String authority) {
		return new HeaderOperations(
				new Changes(List.of(), List.of(new HeaderValue("host", authority, Action.OVERWRITE_IF_EXISTS_OR_ADD))),
				Changes.NONE);
	}

}
