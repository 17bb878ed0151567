package io.opensergo.core.balance;

import java.util.Map;
import java.util.function.IntSupplier;

/**
 * How instances are read, whatever their type.
 *
 * @param <T> the type of an instance
 */
public interface BalancedInstances<T> {

	/**
	 * What tells an instance from the others of its service, the same in every caller.
	 * @param instance the instance
	 * @return host and port
	 */
	String address(T instance);

	/**
	 * The labels of an instance.
	 * @param instance the instance
	 * @return the labels
	 */
	Map<String, String> labels(T instance);

	/**
	 * The calls that an instance is busy with, those of this application.
	 * @param instance the instance
	 * @return the number, as it changes
	 */
	IntSupplier activeRequests(T instance);

}
