package io.opensergo.spring.loadbalancer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

import io.opensergo.core.outlier.OpenCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.CompletionContext;
import org.springframework.cloud.client.loadbalancer.LoadBalancerLifecycle;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;

/**
 * Counts the calls that instances are busy with, for policies that prefer the less busy
 * one; other services are not counted. Safe for all threads.
 *
 * <p>
 * Spring Cloud does not tell of a reactive call that is canceled. Such a call stops
 * counting when its request is garbage, so that no instance looks busy for ever.
 */
public final class ActiveRequests implements LoadBalancerLifecycle<Object, Object, ServiceInstance> {

	private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

	private final OpenCalls<AtomicInteger> calls = new OpenCalls<>(ActiveRequests::end);

	private final Map<String, Set<String>> instancesByService = new HashMap<>();

	/**
	 * Counts for these instances of a service from now on, and no longer for others of
	 * it.
	 * @param serviceId the service
	 * @param instances its instances, empty to stop
	 */
	synchronized void track(String serviceId, List<ServiceInstance> instances) {
		Set<String> current = instances.stream().map(ActiveRequests::idOf).collect(Collectors.toUnmodifiableSet());
		Set<String> before = current.isEmpty() ? this.instancesByService.remove(serviceId)
				: this.instancesByService.put(serviceId, current);
		current.forEach((id) -> this.counts.computeIfAbsent(id, (key) -> new AtomicInteger()));
		if (before != null && !current.containsAll(before)) {
			this.counts.keySet()
				.removeIf((id) -> this.instancesByService.values().stream().noneMatch((ids) -> ids.contains(id)));
		}
	}

	/**
	 * The count of an instance.
	 * @param instance the instance
	 * @return the count as it changes, always 0 for one that is not tracked
	 */
	IntSupplier of(ServiceInstance instance) {
		AtomicInteger count = this.counts.get(idOf(instance));
		return (count != null) ? count::get : () -> 0;
	}

	/**
	 * The number of instances that are counted for.
	 * @return the number
	 */
	int size() {
		return this.counts.size();
	}

	@Override
	@SuppressWarnings("rawtypes")
	public boolean supports(Class requestContextClass, Class responseClass, Class serverTypeClass) {
		return serverTypeClass == ServiceInstance.class;
	}

	@Override
	public void onStart(Request<Object> request) {
	}

	@Override
	public void onStartRequest(Request<Object> request, Response<ServiceInstance> response) {
		ServiceInstance instance = this.counts.isEmpty() ? null : response.getServer();
		AtomicInteger count = (instance != null) ? this.counts.get(idOf(instance)) : null;
		if (count == null) {
			return;
		}
		count.incrementAndGet();
		end(this.calls.put(request, count));
	}

	@Override
	public void onComplete(CompletionContext<Object, ServiceInstance, Object> completion) {
		end(this.calls.remove(completion.getLoadBalancerRequest()));
	}

	private static void end(@Nullable AtomicInteger count) {
		if (count != null) {
			count.decrementAndGet();
		}
	}

	private static String idOf(ServiceInstance instance) {
		String id = instance.getInstanceId();
		return (id != null) ? id : instance.getHost() + ":" + instance.getPort();
	}

}
