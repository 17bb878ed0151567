package io.opensergo.spring.loadbalancer;

import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
 * Tests for {@link ActiveRequests}.
 */
class ActiveRequestsTests {

	private static final ServiceInstance A = instance("a");

	private static final ServiceInstance B = instance("b");

	private final ActiveRequests requests = new ActiveRequests();

	@Test
	void callsAreCountedFromStartToEnd() {
		this.requests.track("stock", List.of(A, B));
		Request<Object> first = new DefaultRequest<>();
		Request<Object> second = new DefaultRequest<>();
		start(first, A);
		start(second, A);
		assertThat(active(A)).isEqualTo(2);
		assertThat(active(B)).isZero();
		complete(first, A, Status.SUCCESS);
		complete(second, A, Status.FAILED);
		assertThat(active(A)).isZero();
	}

	@Test
	void countIsNeverNegative() {
		this.requests.track("stock", List.of(A));
		Request<Object> call = new DefaultRequest<>();
		complete(call, A, Status.SUCCESS);
		start(call, A);
		complete(call, A, Status.SUCCESS);
		complete(call, A, Status.SUCCESS);
		complete(new DefaultRequest<>(), null, Status.DISCARD);
		assertThat(active(A)).isZero();
	}

	@Test
	void callThatBeginsBeforeTrackingIsNotCounted() {
		Request<Object> call = new DefaultRequest<>();
		start(call, A);
		this.requests.track("stock", List.of(A));
		complete(call, A, Status.SUCCESS);
		assertThat(active(A)).isZero();
	}

	@Test
	void requestThatIsSentAgainCountsOnce() {
		this.requests.track("stock", List.of(A, B));
		Request<Object> call = new DefaultRequest<>();
		start(call, A);
		start(call, B);
		assertThat(active(A)).isZero();
		assertThat(active(B)).isEqualTo(1);
	}

	@Test
	void countIsKeptWhenTheListIsMadeAnewAndDroppedWithTheInstance() {
		this.requests.track("stock", List.of(A, B));
		Request<Object> call = new DefaultRequest<>();
		start(call, A);
		this.requests.track("stock", List.of(instance("a")));
		assertThat(active(A)).isEqualTo(1);
		assertThat(this.requests.size()).isEqualTo(1);
		this.requests.track("stock", List.of());
		assertThat(this.requests.size()).isZero();
		complete(call, A, Status.SUCCESS);
		this.requests.track("stock", List.of(A));
		assertThat(active(A)).isZero();
	}

	@Test
	void servicesDoNotDropEachOthersCounts() {
		this.requests.track("stock", List.of(A));
		this.requests.track("STOCK", List.of(A, B));
		this.requests.track("STOCK", List.of(B));
		start(new DefaultRequest<>(), A);
		assertThat(this.requests.size()).isEqualTo(2);
	}

	@Test
	void canceledCallStopsCountingWhenItsRequestIsGarbage() {
		this.requests.track("stock", List.of(A, B));
		start(new DefaultRequest<>(), A);
		Awaitility.await().untilAsserted(() -> {
			System.gc();
			Request<Object> other = new DefaultRequest<>();
			start(other, B);
			complete(other, B, Status.SUCCESS);
			assertThat(active(A)).isZero();
		});
	}

	private int active(ServiceInstance instance) {
		return this.requests.of(instance).getAsInt();
	}

	private void start(Request<Object> request, ServiceInstance instance) {
		this.requests.onStart(request);
		this.requests.onStartRequest(request, new DefaultResponse(instance));
	}

	private void complete(Request<Object> request, @Nullable ServiceInstance instance, Status status) {
		this.requests.onComplete(new CompletionContext<>(status, request,
				(instance != null) ? new DefaultResponse(instance) : new EmptyResponse()));
	}

	private static ServiceInstance instance(String id) {
		return new DefaultServiceInstance(id, "stock", "127.0.0.1", 80, false, Map.of());
	}

}
