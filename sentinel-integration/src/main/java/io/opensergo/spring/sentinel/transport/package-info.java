/**
 * The transport of Sentinel, which a dashboard asks: off unless it is asked for, and then
 * on the loopback interface by default, because it knows no authentication.
 */
@NullMarked
package io.opensergo.spring.sentinel.transport;

import org.jspecify.annotations.NullMarked;
