/**
 * How resources of hosts are named that the Sentinel integration does not know.
 */
@NullMarked
package io.opensergo.spring.protection;

import org.jspecify.annotations.NullMarked;
