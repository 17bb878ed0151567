/**
 * Starts the demo, tells its story and checks every line of it.
 */
@NullMarked
package io.opensergo.samples.fullchain.launcher;

import org.jspecify.annotations.NullMarked;
