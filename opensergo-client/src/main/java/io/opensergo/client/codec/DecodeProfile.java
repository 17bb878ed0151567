package io.opensergo.client.codec;

/**
 * How much is forgiven when routes are read.
 */
public enum DecodeProfile {

	/**
	 * As Envoy reads: what Envoy refuses is an error and refuses the whole document. For
	 * documents that a person wrote.
	 */
	STRICT,

	/**
	 * As the published OpenSergo control plane needs it: a route without path matches
	 * every path, weights that are all 0 are equal shares, and a route that cannot be
	 * evaluated is left out with a warning, so that it does not take the others with it.
	 */
	LENIENT

}
