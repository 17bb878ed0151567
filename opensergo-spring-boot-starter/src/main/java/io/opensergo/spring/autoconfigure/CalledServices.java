package io.opensergo.spring.autoconfigure;

import java.util.Collection;

/**
 * Knows services that the application is going to call, so that their rules are there
 * before the first call.
 */
@FunctionalInterface
interface CalledServices {

	/**
	 * The services.
	 * @return their names; a name that is no service does no harm
	 */
	Collection<String> names();

}
