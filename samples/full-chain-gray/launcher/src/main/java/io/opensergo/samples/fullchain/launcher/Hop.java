package io.opensergo.samples.fullchain.launcher;

/**
 * One stop of a request, as the services write it.
 *
 * @param service the application
 * @param version the version of the instance: {@code v1} for base, {@code v2} for gray
 * @param lane the lane of the request as this stop saw it, {@code base} for none
 * @param instance the instance
 */
record Hop(String service, String version, String lane, String instance) {

	@Override
	public String toString() {
		return this.service + " " + this.version;
	}

}
