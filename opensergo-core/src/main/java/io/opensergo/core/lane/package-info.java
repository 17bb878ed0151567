/**
 * Traffic lanes: entry colouring, and lanes compiled into routes.
 */
@NullMarked
package io.opensergo.core.lane;

import org.jspecify.annotations.NullMarked;
