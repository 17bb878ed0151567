/**
 * Auto-configuration: what is on the class path decides which parts wake up.
 */
@NullMarked
package io.opensergo.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
