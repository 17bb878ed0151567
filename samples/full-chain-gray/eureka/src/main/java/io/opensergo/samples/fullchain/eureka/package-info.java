/**
 * The service registry of the demo.
 */
@NullMarked
package io.opensergo.samples.fullchain.eureka;

import org.jspecify.annotations.NullMarked;
