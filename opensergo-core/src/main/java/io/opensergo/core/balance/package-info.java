/**
 * The choice of one instance among those of a destination, as the traffic policy of a
 * VirtualWorkload asks for: algorithms, consistent hashes, preferences by place.
 */
@NullMarked
package io.opensergo.core.balance;

import org.jspecify.annotations.NullMarked;
