package io.opensergo.spring.autoconfigure;

/**
 * A property has a value that cannot be used.
 */
class InvalidOpenSergoPropertyException extends RuntimeException {

	private final String action;

	/**
	 * Creates an exception.
	 * @param property the name of the property
	 * @param value its value
	 * @param problem what is wrong with it, a clause
	 * @param action what to do, a sentence without full stop
	 */
	InvalidOpenSergoPropertyException(String property, String value, String problem, String action) {
		super("The property '" + property + "' has the value '" + value + "', but " + problem + ".");
		this.action = action + ".";
	}

	String action() {
		return this.action;
	}

}
