/**
 * Protection by Sentinel: the room in which fault-tolerance rules will be mapped to
 * Sentinel's rules, with one class that touches Sentinel's static managers.
 */
@NullMarked
package io.opensergo.spring.sentinel;

import org.jspecify.annotations.NullMarked;
