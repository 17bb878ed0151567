package io.opensergo.samples.chaos;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Requests that go on whatever happens: as many a second as asked for, late ones are made
 * up for.
 */
final class Load implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int MAX_TOLD = 20;

	/**
	 * More would only wait for each other.
	 */
	private static final int MAX_UNDERWAY = 200;

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.build();

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final Semaphore places = new Semaphore(MAX_UNDERWAY);

	private final AtomicLong requests = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final Queue<String> told = new ConcurrentLinkedQueue<>();

	private final Decisions decisions;

	private final List<HttpRequest> kinds;

	private long sent;

	private Load(String url, Decisions decisions) {
		this.decisions = decisions;
		this.kinds = List.of(request(url + "/first"), request(url + "/second"));
	}

	private static HttpRequest request(String url) {
		return HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
	}

	/**
	 * Starts to send.
	 * @param url where to
	 * @param rate requests a second
	 * @param decisions sees the answers
	 */
	static Load start(String url, int rate, Decisions decisions) {
		Load load = new Load(url, decisions);
		load.clock.scheduleAtFixedRate(load::send, 0, TimeUnit.SECONDS.toNanos(1) / rate, TimeUnit.NANOSECONDS);
		return load;
	}

	private void send() {
		if (!this.places.tryAcquire()) {
			return;
		}
		List<Integer> floor = this.decisions.begin();
		this.client.sendAsync(this.kinds.get((int) (this.sent++ % this.kinds.size())), BodyHandlers.ofString())
			.whenComplete((response, failure) -> {
				this.places.release();
				this.requests.incrementAndGet();
				take(floor, response, failure);
			});
	}

	private void take(List<Integer> floor, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
		if (response != null && response.statusCode() == 200) {
			this.decisions.end(floor, response.body());
			return;
		}
		this.failures.incrementAndGet();
		if (this.told.size() < MAX_TOLD) {
			this.told.add((response != null) ? "status " + response.statusCode() + " " + response.body()
					: String.valueOf(failure));
		}
	}

	long requests() {
		return this.requests.get();
	}

	long failures() {
		return this.failures.get();
	}

	/**
	 * The first of the failures.
	 */
	List<String> told() {
		return List.copyOf(this.told);
	}

	/**
	 * Stops, and waits for the answers that are on their way.
	 */
	@Override
	public void close() {
		this.clock.shutdownNow();
		if (!isAnswered()) {
			this.failures.incrementAndGet();
			this.told.add("requests were not answered until the end");
		}
	}

	private boolean isAnswered() {
		try {
			return this.clock.awaitTermination(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
					&& this.places.tryAcquire(MAX_UNDERWAY, 2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
