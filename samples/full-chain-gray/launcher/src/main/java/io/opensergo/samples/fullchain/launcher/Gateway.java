package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.core.JacksonException;

/**
 * The entry of the demo, as its users see it.
 */
final class Gateway {

	/**
	 * What a user of the gray lane sends.
	 */
	static final Map<String, String> GRAY_USER = Map.of("X-User-Id", "12345");

	/**
	 * What everybody else sends.
	 */
	static final Map<String, String> NOBODY = Map.of();

	private final Web web;

	private final String url;

	private final AtomicLong orders = new AtomicLong();

	Gateway(Web web, String url) {
		this.web = web;
		this.url = url;
	}

	/**
	 * Places an order.
	 * @param headers the headers of the request
	 * @return the answer, a failed one when the status is not 200
	 */
	Answer order(Map<String, String> headers) {
		return order("n" + this.orders.incrementAndGet(), headers);
	}

	/**
	 * Places an order with an id that can be found in the logs.
	 * @param id the id
	 * @param headers the headers of the request
	 * @return the answer, a failed one when the status is not 200
	 */
	Answer order(String id, Map<String, String> headers) {
		try {
			HttpResponse<String> response = this.web.get(this.url + "/order/orders/" + id, headers);
			if (response.statusCode() != 200) {
				return Answer.failed("order " + id + ": status " + response.statusCode() + " " + response.body());
			}
			return Answer.of(List.of(this.web.read(response.body(), Hop[].class)));
		}
		catch (IOException | JacksonException ex) {
			return Answer.failed("order " + id + ": " + ex);
		}
	}

}
