package io.opensergo.spring.loadbalancer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.opensergo.core.outlier.CallResult;
import io.opensergo.core.outlier.InstanceEjection;
import io.opensergo.core.outlier.OutlierDetector;
import io.opensergo.core.outlier.OutlierPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.CompletionContext.Status;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.EmptyResponse;
import org.springframework.cloud.client.loadbalancer.Request;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallResults}.
 */
class CallResultsTests {

	private static final List<ServiceInstance> INSTANCES = List.of(instance(1), instance(2));

	private final InstanceEjection<ServiceInstance> ejection = new InstanceEjection<>(LabeledInstances::addressOf,
			(service) -> Set.of(), System::nanoTime, Clock.systemUTC(), (event) -> {
			});

	private final OutlierDetector<ServiceInstance> detector = this.ejection.detector("stock", "baseline",
			new OutlierPolicy(1, 0, 0, false, 1, 1, 1, 100, 0));

	private final CallResults results = new CallResults(this.ejection,
			List.of((response) -> (response instanceof Integer status) ? status : null));

	@ParameterizedTest
	@MethodSource
	void networkFailuresSpeakOfTheInstance(@Nullable Throwable failure, CallResult expected) {
		assertThat(CallResults.resultOf(failure)).isEqualTo(expected);
	}

	static Stream<Arguments> networkFailuresSpeakOfTheInstance() {
		return Stream.of(Arguments.of(new ConnectException(), CallResult.NO_ANSWER),
				Arguments.of(new SocketTimeoutException(), CallResult.NO_ANSWER),
				Arguments.of(new InterruptedIOException("timeout"), CallResult.NO_ANSWER),
				Arguments.of(new TimeoutException(), CallResult.NO_ANSWER),
				Arguments.of(new ReadTimeoutException(), CallResult.NO_ANSWER),
				Arguments.of(new IllegalStateException(new IOException()), CallResult.NO_ANSWER),
				Arguments.of(new IllegalStateException(), CallResult.UNKNOWN),
				Arguments.of(new IOException(new InterruptedException()), CallResult.UNKNOWN),
				Arguments.of(new CancellationException(), CallResult.UNKNOWN), Arguments.of(null, CallResult.UNKNOWN));
	}

	@Test
	void interruptedCallIsUnknown() {
		Thread.currentThread().interrupt();
		try {
			assertThat(CallResults.resultOf(new InterruptedIOException())).isEqualTo(CallResult.UNKNOWN);
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void statusOfAnyKindOfResponseIsRead() {
		complete(new CompletionContext<>(Status.SUCCESS, watched(), new DefaultResponse(instance(1)), "text"));
		complete(new CompletionContext<>(Status.SUCCESS, watched(), new DefaultResponse(instance(1)), 404));
		assertThat(this.ejection.ejections()).isEmpty();
		complete(new CompletionContext<>(Status.SUCCESS, watched(), new DefaultResponse(instance(1)), 500));
		assertThat(this.detector.usable(INSTANCES)).containsExactly(instance(2));
	}

	@Test
	void callThatIsNotSentOrNotWatchedDoesNotCount() {
		complete(new CompletionContext<>(Status.DISCARD, watched(), new EmptyResponse()));
		complete(
				new CompletionContext<>(Status.SUCCESS, new DefaultRequest<>(), new DefaultResponse(instance(1)), 500));
		Request<Object> open = watched();
		complete(
				new CompletionContext<>(Status.SUCCESS, new DefaultRequest<>(), new DefaultResponse(instance(1)), 500));
		assertThat(this.detector.usable(INSTANCES)).isSameAs(INSTANCES);
		assertThat(open).isNotNull();
	}

	private Request<Object> watched() {
		Request<Object> call = new DefaultRequest<>();
		this.detector.usable(INSTANCES);
		this.detector.watch(CallResults.callOf(call));
		return call;
	}

	private void complete(CompletionContext<Object, ServiceInstance, Object> completion) {
		this.results.onComplete(completion);
	}

	private static ServiceInstance instance(int port) {
		return new DefaultServiceInstance("i" + port, "stock", "127.0.0.1", port, false, Map.of());
	}

	/**
	 * As in Netty, where it has no common type with those of the JDK.
	 */
	private static final class ReadTimeoutException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
