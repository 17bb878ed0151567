/**
 * The snapshot compiled for one caller, and the one reference that the request path
 * reads.
 */
@NullMarked
package io.opensergo.core.engine;

import org.jspecify.annotations.NullMarked;
