/**
 * Protection of Spring WebFlux, and of the gateway on it.
 */
@NullMarked
package io.opensergo.spring.sentinel.webflux;

import org.jspecify.annotations.NullMarked;
