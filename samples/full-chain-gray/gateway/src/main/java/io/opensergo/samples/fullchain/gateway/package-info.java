/**
 * The entry of the demo: colors requests and routes them.
 */
@NullMarked
package io.opensergo.samples.fullchain.gateway;

import org.jspecify.annotations.NullMarked;
