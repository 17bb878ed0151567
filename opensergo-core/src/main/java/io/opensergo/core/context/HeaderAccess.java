package io.opensergo.core.context;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the headers of a carrier are read and written: an HTTP request, a message, the
 * metadata of a gRPC call. One stateless instance serves all carriers of a kind, so that
 * a call needs no object of its own.
 *
 * @param <C> the type of the carrier
 */
public interface HeaderAccess<C> {

	/**
	 * The values of a header.
	 * @param carrier the carrier
	 * @param name the name, lower case; carriers whose names are case-sensitive know it
	 * in this form only
	 * @return the values in order, {@code null} or empty when the header is missing
	 */
	@Nullable List<String> values(C carrier, String name);

	/**
	 * The names of all headers. Needed only to carry headers whose names start with a
	 * given text; a carrier that cannot list its names, as by default, carries headers
	 * that are listed by their whole name.
	 * @param carrier the carrier
	 * @return the names in any case, not changed by the caller
	 */
	default Collection<String> names(C carrier) {
		return List.of();
	}

	/**
	 * Sets a header in place of all values that it had.
	 * @param carrier the carrier
	 * @param name the name, lower case
	 * @param value the value
	 */
	void set(C carrier, String name, String value);

	/**
	 * Removes a header.
	 * @param carrier the carrier
	 * @param name the name, lower case
	 */
	void remove(C carrier, String name);

}
