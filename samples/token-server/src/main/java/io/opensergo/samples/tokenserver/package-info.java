/**
 * A token server as an application of its own.
 */
@NullMarked
package io.opensergo.samples.tokenserver;

import org.jspecify.annotations.NullMarked;
