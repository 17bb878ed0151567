package io.opensergo.samples.fullchain.launcher;

import java.util.List;

/**
 * A way through the services. All of them have a base version {@code v1}; order and
 * payment have a gray version {@code v2} besides.
 *
 * @param lane the lane that every stop sees
 * @param stops service and version of each stop
 */
record Route(String lane, List<String> stops) {

	/**
	 * No lane: base everywhere.
	 */
	static final Route BASE = of("base", "gateway v1", "order v1", "stock v1", "payment v1", "order v1");

	/**
	 * The gray lane: stock has no gray instance, the request falls back there and comes
	 * back to the lane on the next hop.
	 */
	static final Route GRAY = of("gray", "gateway v1", "order v2", "stock v1", "payment v2", "order v2");

	/**
	 * The gray lane without a gray payment.
	 */
	static final Route GRAY_WITHOUT_PAYMENT = of("gray", "gateway v1", "order v2", "stock v1", "payment v1",
			"order v2");

	private static Route of(String lane, String... stops) {
		return new Route(lane, List.of(stops));
	}

	/**
	 * The route for the terminal.
	 */
	String describe() {
		return String.join(" > ", this.stops) + ", lane " + this.lane;
	}

}
