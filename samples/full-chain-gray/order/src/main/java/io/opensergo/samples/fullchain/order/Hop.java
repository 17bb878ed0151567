package io.opensergo.samples.fullchain.order;

/**
 * One stop of a request.
 *
 * @param service the application
 * @param version the version of the instance
 * @param lane the lane of the request as this stop saw it, {@code base} for none
 * @param instance the instance
 */
record Hop(String service, String version, String lane, String instance) {
}
