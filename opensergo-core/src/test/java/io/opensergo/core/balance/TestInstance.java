package io.opensergo.core.balance;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * An instance with a number of active requests that tests set.
 */
record TestInstance(String address, Map<String, String> labels, AtomicInteger active) {

	static final BalancedInstances<TestInstance> READER = new BalancedInstances<>() {

		@Override
		public String address(TestInstance instance) {
			return instance.address();
		}

		@Override
		public Map<String, String> labels(TestInstance instance) {
			return instance.labels();
		}

		@Override
		public IntSupplier activeRequests(TestInstance instance) {
			return instance.active()::get;
		}

	};

	static TestInstance of(String address) {
		return new TestInstance(address, Map.of(), new AtomicInteger());
	}

	/**
	 * An instance at a place.
	 * @param place region/zone/subzone, the last parts may be missing
	 */
	static TestInstance at(String address, String place) {
		String[] parts = Arrays.copyOf(place.split("/"), 3);
		return new TestInstance(address, Map.of("region", parts[0], "topology.kubernetes.io/zone",
				(parts[1] != null) ? parts[1] : "", "subzone", (parts[2] != null) ? parts[2] : ""),
				new AtomicInteger());
	}

	static List<TestInstance> list(String... addresses) {
		return Arrays.stream(addresses).map(TestInstance::of).toList();
	}

}
