/**
 * Entries of Sentinel as the adapters of all hosts use them.
 */
@NullMarked
package io.opensergo.spring.sentinel.entry;

import org.jspecify.annotations.NullMarked;
