package io.opensergo.spring.benchmarks;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.context.OutboundLane;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.rule.TrafficLane;
import io.opensergo.spring.propagation.InboundColoring;
import io.opensergo.spring.propagation.PeerTrust;
import io.opensergo.spring.propagation.TrafficContextFilter;
import io.opensergo.spring.propagation.TrafficContextThreadLocalAccessor;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.MDC;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.CharacterEncodingFilter;

/**
 * What a request pays for its lane on the way through an application: the context on the
 * thread and in the logging MDC, the header, the servlet filter, and the hop to another
 * thread. Beside each stands what remains without us.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Thread)
public class PropagationBenchmark {

	private static final String LANE = "gray";

	/**
	 * The lane of the request: {@code none}, or {@code lane} for one.
	 */
	@Param({ "none", "lane" })
	String request = "none";

	private final ContextHeaders contextHeaders = new ContextHeaders(new OutboundLane(null));

	private final ContextSnapshotFactory withContext = snapshots(
			new ContextRegistry().registerThreadLocalAccessor(new TrafficContextThreadLocalAccessor()));

	private final ContextSnapshotFactory withoutContext = snapshots(new ContextRegistry());

	private final MockHttpServletRequest servletRequest = new MockHttpServletRequest("GET", "/items");

	private final MockHttpServletResponse servletResponse = new MockHttpServletResponse();

	private final FilterChain handler = (request, response) -> this.handled++;

	private final Filter laneFilter = new TrafficContextFilter(
			new InboundColoring(new RuleEngine(Scenario.CALLER), PeerTrust.everybody(), this.contextHeaders,
					new SplittableRandom(1), new RoutingFailures(Clock.systemUTC())));

	/**
	 * A filter that does nothing but its bookkeeping per request, which is the same.
	 */
	private final Filter otherFilter = new CharacterEncodingFilter();

	private TrafficContext context = TrafficContext.EMPTY;

	private long handled;

	/**
	 * Prepares the request.
	 */
	@Setup
	public void prepare() {
		if (this.request.equals("lane")) {
			this.context = TrafficContext.ofLane(LANE);
			this.servletRequest.addHeader(TrafficLane.DEFAULT_TRAFFIC_HEADER, LANE);
		}
	}

	/**
	 * Leaves nothing on the thread.
	 */
	@TearDown
	public void unbind() {
		TrafficContext.bind(null);
	}

	/**
	 * The context on the thread and in the MDC, and off again.
	 * @return what code in between sees
	 */
	@Benchmark
	public TrafficContext context() {
		TrafficContext.Scope scope = this.context.makeCurrent();
		try {
			return TrafficContext.current();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * The MDC alone.
	 * @return the lane
	 */
	@Benchmark
	public @Nullable String contextOther() {
		String lane = this.context.lane();
		if (lane != null) {
			MDC.put(TrafficContext.MDC_KEY, lane);
			MDC.remove(TrafficContext.MDC_KEY);
		}
		return lane;
	}

	/**
	 * The headers of a call, with the lane.
	 * @return the headers
	 */
	@Benchmark
	public HttpHeaders headers() {
		HttpHeaders headers = new HttpHeaders();
		this.contextHeaders.write(this.context, headers, HttpHeadersAccess.INSTANCE);
		return headers;
	}

	/**
	 * The headers of a call.
	 * @return the headers
	 */
	@Benchmark
	public HttpHeaders headersOther() {
		return new HttpHeaders();
	}

	/**
	 * A servlet request through our filter.
	 * @return the number of requests
	 * @throws ServletException never
	 * @throws IOException never
	 */
	@Benchmark
	public long filter() throws ServletException, IOException {
		return handle(this.laneFilter);
	}

	/**
	 * A servlet request through another filter.
	 * @return the number of requests
	 * @throws ServletException never
	 * @throws IOException never
	 */
	@Benchmark
	public long filterOther() throws ServletException, IOException {
		return handle(this.otherFilter);
	}

	/**
	 * A hop to another thread and back, with our accessor.
	 * @return what is seen there
	 */
	@Benchmark
	public TrafficContext snapshot() {
		return hop(this.withContext);
	}

	/**
	 * A hop to another thread and back, without.
	 * @return what is seen there
	 */
	@Benchmark
	public TrafficContext snapshotOther() {
		return hop(this.withoutContext);
	}

	private long handle(Filter filter) throws ServletException, IOException {
		this.servletRequest.clearAttributes();
		filter.doFilter(this.servletRequest, this.servletResponse, this.handler);
		return this.handled;
	}

	private TrafficContext hop(ContextSnapshotFactory snapshots) {
		TrafficContext.bind(this.context);
		ContextSnapshot snapshot = snapshots.captureAll();
		TrafficContext.bind(null);
		ContextSnapshot.Scope scope = snapshot.setThreadLocals();
		try {
			return TrafficContext.current();
		}
		finally {
			scope.close();
		}
	}

	private static ContextSnapshotFactory snapshots(ContextRegistry registry) {
		return ContextSnapshotFactory.builder().contextRegistry(registry).build();
	}

	/**
	 * HTTP headers as a carrier.
	 */
	private enum HttpHeadersAccess implements HeaderAccess<HttpHeaders> {

		INSTANCE;

		@Override
		public @Nullable List<String> values(HttpHeaders carrier, String name) {
			return carrier.get(name);
		}

		@Override
		public void set(HttpHeaders carrier, String name, String value) {
			carrier.set(name, value);
		}

		@Override
		public void remove(HttpHeaders carrier, String name) {
			carrier.remove(name);
		}

	}

}
