package io.opensergo.spring.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.opensergo.spring.conformance.RawHttp.Answer;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;

/**
 * The conformance cases of gateway actions, whatever the gateway. Each case sends its
 * request and checks what arrived and what came back.
 */
final class GatewayConformance implements AutoCloseable {

	private final ConformanceCases cases = ConformanceCases.read();

	private final ConformanceUpstreams upstreams = ConformanceUpstreams.start();

	private final GatewayUnderTest gateway;

	private final AtomicInteger ids = new AtomicInteger();

	/**
	 * Starts a gateway.
	 * @param starter starts the gateway with the properties of the registry and the text
	 * of the rules; each group has a service
	 */
	GatewayConformance(BiFunction<Setting, String, GatewayUnderTest> starter) {
		List<String> services = this.cases.groups().stream().map(ConformanceCases.Group::service).toList();
		Setting setting = new Setting(services, this.upstreams.registry(this.cases.groups()));
		this.gateway = starter.apply(setting, this.cases.rules(this.upstreams));
	}

	/**
	 * One test for each case that is no documented exception.
	 */
	Stream<DynamicTest> tests() {
		Set<String> exceptions = this.gateway.exceptions();
		return this.cases.cases()
			.stream()
			.filter((item) -> !exceptions.contains(item.id()))
			.map((item) -> DynamicTest.dynamicTest(item.id(), () -> run(item)));
	}

	List<String> ids() {
		return this.cases.cases().stream().map(ConformanceCase::id).toList();
	}

	private void run(ConformanceCase item) {
		int repeat = (item.number("repeat") != null) ? item.number("repeat") : 1;
		Map<String, Integer> counts = new TreeMap<>();
		for (int i = 0; i < repeat; i++) {
			String id = "case-" + this.ids.incrementAndGet();
			Answer answer = send(item, id);
			check(item, id, answer);
			counts.merge(shareKey(answer), 1, Integer::sum);
		}
		SoftAssertions.assertSoftly((softly) -> item.map("shares").forEach((key, range) -> {
			List<?> bounds = (List<?>) range;
			softly.assertThat(counts.getOrDefault(key, 0))
				.as("answers of '%s' of %s", key, counts)
				.isBetween((Integer) bounds.get(0), (Integer) bounds.get(1));
		}));
	}

	private static String shareKey(Answer answer) {
		return answer.headers().getOrDefault("x-instance", String.valueOf(answer.status()));
	}

	private Answer send(ConformanceCase item, String id) {
		Map<String, String> headers = new HashMap<>();
		headers.put(ConformanceUpstreams.CASE, id);
		if (item.text("script") != null) {
			headers.put(ConformanceUpstreams.SCRIPT, item.text("script", ""));
		}
		item.map("headers").forEach((name, value) -> headers.put(name, resolve(item, value)));
		Integer size = item.number("body-size");
		String body = (size != null) ? "x".repeat(size) : item.text("chunks", item.text("body", ""));
		return RawHttp.send(this.gateway.port(), item.method(), "/" + item.service() + item.path(), headers, body);
	}

	private String resolve(ConformanceCase item, Object value) {
		return this.upstreams.resolve(String.valueOf(value), item.service())
			.replace("$long", "x".repeat(6000))
			.replace("$gateway", "127.0.0.1:" + this.gateway.port());
	}

	private void check(ConformanceCase item, String id, Answer answer) {
		Integer mirrored = item.number("mirrored");
		if (mirrored != null && mirrored > 0) {
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> copies(id).size() >= mirrored);
		}
		List<Arrival> arrivals = new ArrayList<>(this.upstreams.arrivals(id));
		List<Arrival> requests = arrivals.stream().filter((arrival) -> !isCopy(arrival)).toList();
		SoftAssertions.assertSoftly((softly) -> {
			checkAnswer(item, answer, softly);
			int tries = (item.number("tries") != null) ? item.number("tries") : -1;
			if (item.values().containsKey("upstream") && item.text("upstream") == null || tries == 0) {
				softly.assertThat(requests).as("arrivals").isEmpty();
			}
			else if (item.values().containsKey("upstream") || tries >= 0 || item.values().containsKey("sent")) {
				softly.assertThat(requests).as("arrivals, answer %s", answer).hasSize((tries >= 0) ? tries : 1);
				requests.forEach((arrival) -> checkArrival(item, arrival, softly));
			}
			if (item.text("instances") != null) {
				softly.assertThat(requests.stream().map(Arrival::instance).sorted().distinct().toList().toString())
					.as("instances")
					.isEqualTo(item.text("instances"));
			}
			if (mirrored != null) {
				List<Arrival> copies = copies(id);
				softly.assertThat(copies).as("copies").hasSize(mirrored);
				copies.forEach((copy) -> checkArrival(item, copy, softly));
			}
		});
	}

	private void checkAnswer(ConformanceCase item, Answer answer, SoftAssertions softly) {
		Integer status = item.number("status");
		if (item.map("shares").isEmpty()) {
			softly.assertThat(answer.status()).as("status of %s", answer).isEqualTo((status != null) ? status : 200);
		}
		item.map("answer")
			.forEach((name, value) -> softly.assertThat(answer.headers().get(name))
				.as("header '%s' of the answer", name)
				.isEqualTo(resolve(item, value)));
		item.list("absent")
			.forEach((name) -> softly.assertThat(answer.headers()).as("headers of the answer").doesNotContainKey(name));
		if (item.text("answer-body") != null) {
			softly.assertThat(answer.body()).as("body of the answer").isEqualTo(item.text("answer-body"));
		}
		item.list("answer-body-has").forEach((part) -> softly.assertThat(answer.body()).contains(resolve(item, part)));
		if (item.number("min-millis") != null) {
			softly.assertThat(answer.time()).isGreaterThanOrEqualTo(Duration.ofMillis(item.number("min-millis")));
		}
		if (item.number("max-millis") != null) {
			softly.assertThat(answer.time()).isLessThanOrEqualTo(Duration.ofMillis(item.number("max-millis")));
		}
		softly.assertThat(answer.complete()).as("complete").isEqualTo(item.values().get("broken-off") == null);
	}

	private void checkArrival(ConformanceCase item, Arrival arrival, SoftAssertions softly) {
		softly.assertThat(arrival.method()).isEqualTo(item.method());
		if (item.text("upstream") != null) {
			softly.assertThat(arrival.path()).as("path that arrived").isEqualTo(item.text("upstream"));
		}
		item.map("sent")
			.forEach((name, value) -> softly.assertThat(arrival.headers().get(name))
				.as("header '%s' that arrived", name)
				.isEqualTo(resolve(item, value)));
		item.list("absent-sent")
			.forEach((name) -> softly.assertThat(arrival.headers()).as("headers that arrived").doesNotContainKey(name));
		if (item.text("body") != null) {
			softly.assertThat(arrival.body()).as("body that arrived").isEqualTo(item.text("body"));
		}
		if (item.number("body-size") != null) {
			softly.assertThat(arrival.body()).as("body that arrived").hasSize(item.number("body-size"));
		}
	}

	private List<Arrival> copies(String id) {
		return this.upstreams.arrivals(id).stream().filter(GatewayConformance::isCopy).toList();
	}

	private static boolean isCopy(Arrival arrival) {
		return arrival.instance().startsWith("shadow");
	}

	@Override
	public void close() {
		this.gateway.close();
		this.upstreams.close();
	}

	/**
	 * What a gateway has to be set up with.
	 *
	 * @param services the services
	 * @param registry properties of the simple discovery client
	 */
	record Setting(List<String> services, Map<String, Object> registry) {
	}

}
