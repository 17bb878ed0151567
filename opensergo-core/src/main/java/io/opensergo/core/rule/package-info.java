/**
 * Rules as they are written: one immutable record per CR kind, no compiled state.
 */
@NullMarked
package io.opensergo.core.rule;

import org.jspecify.annotations.NullMarked;
