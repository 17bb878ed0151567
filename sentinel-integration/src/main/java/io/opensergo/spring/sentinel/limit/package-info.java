/**
 * Limits and breakers by themselves: time goes in, a decision comes out. Nothing here
 * knows rules or Sentinel, nothing locks, nothing reads a clock on its own.
 */
@NullMarked
package io.opensergo.spring.sentinel.limit;

import org.jspecify.annotations.NullMarked;
