package io.opensergo.spring.sentinel;

/**
 * What tells that this instance is overloaded. Read on the request path, so each must be
 * a plain read of a value that was sampled before.
 */
public interface OverloadMetrics {

	/**
	 * The usage of the processors by this process or by all, whichever is larger.
	 * @return a share from 0 to 1, negative when it is not known
	 */
	double cpuUsage();

	/**
	 * The load average of the system over one minute.
	 * @return the load, negative when it is not known
	 */
	double loadAverage();

	/**
	 * The usage of the heap: what is used, of what it may grow to.
	 * @return a share from 0 to 1
	 */
	double heapUsage();

	/**
	 * How many inbound requests are being handled.
	 * @return the number
	 */
	int inboundRequests();

	/**
	 * How many inbound requests are handled at once when the instance is at its best: the
	 * most that were completed per second lately, times their shortest response time in
	 * seconds.
	 * @return the number, a fraction perhaps
	 */
	double inboundCapacity();

}
