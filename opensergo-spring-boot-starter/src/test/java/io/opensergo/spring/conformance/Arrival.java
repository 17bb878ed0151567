package io.opensergo.spring.conformance;

import java.util.Map;

/**
 * A request that arrived at a destination.
 *
 * @param instance the name of the instance
 * @param method the method
 * @param path the path with its query, as it was sent
 * @param headers the headers by name, whatever its case; several values joined with
 * {@code ,}
 * @param body the body
 */
record Arrival(String instance, String method, String path, Map<String, String> headers, String body) {
}
