package io.opensergo.spring.sentinel.entry;

import java.util.List;

/**
 * Tells which entries may wait for an answer from the network, so that they are not made
 * by a thread that must not block. Safe for all threads.
 */
@FunctionalInterface
public interface EntryWaits {

	/**
	 * No entry waits.
	 */
	EntryWaits NEVER = (resource, inbound) -> false;

	/**
	 * Whether an entry may wait.
	 * @param resource the name of the resource
	 * @param inbound whether it is inbound
	 * @return {@code true} when it may
	 */
	boolean mayWait(String resource, boolean inbound);

	/**
	 * Whether one of several entries may wait.
	 * @param resources the names
	 * @param inbound whether they are inbound
	 * @return {@code true} when one may
	 */
	default boolean mayWait(List<String> resources, boolean inbound) {
		for (String resource : resources) {
			if (mayWait(resource, inbound)) {
				return true;
			}
		}
		return false;
	}

}
