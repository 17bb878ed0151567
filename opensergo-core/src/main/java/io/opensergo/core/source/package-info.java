/**
 * Where rules come from, and the one snapshot that they are merged into.
 */
@NullMarked
package io.opensergo.core.source;

import org.jspecify.annotations.NullMarked;
