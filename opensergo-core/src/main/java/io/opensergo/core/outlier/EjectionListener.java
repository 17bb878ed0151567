package io.opensergo.core.outlier;

/**
 * Is told of ejections. Called by the threads that complete calls: it must not block.
 */
@FunctionalInterface
public interface EjectionListener {

	/**
	 * Something happened.
	 * @param event what happened
	 */
	void onEjection(EjectionEvent event);

}
