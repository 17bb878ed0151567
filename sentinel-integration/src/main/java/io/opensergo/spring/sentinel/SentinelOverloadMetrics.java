package io.opensergo.spring.sentinel;

/**
 * What Sentinel measures, and the heap of the virtual machine.
 */
public final class SentinelOverloadMetrics implements OverloadMetrics {

	@Override
	public double cpuUsage() {
		return SentinelBridge.cpuUsage();
	}

	@Override
	public double loadAverage() {
		return SentinelBridge.loadAverage();
	}

	@Override
	public double heapUsage() {
		Runtime runtime = Runtime.getRuntime();
		return (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory();
	}

	@Override
	public int inboundRequests() {
		return SentinelBridge.inboundRequests();
	}

	@Override
	public double inboundCapacity() {
		return SentinelBridge.inboundCapacity();
	}

}
