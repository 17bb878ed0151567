/**
 * The payment service of the demo: WebFlux, calls by WebClient.
 */
@NullMarked
package io.opensergo.samples.fullchain.payment;

import org.jspecify.annotations.NullMarked;
