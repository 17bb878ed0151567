/**
 * The traffic context of the current request: its lane and carried headers.
 */
@NullMarked
package io.opensergo.core.context;

import org.jspecify.annotations.NullMarked;
