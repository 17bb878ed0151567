/**
 * An application that calls itself through the registry.
 */
@NullMarked
package io.opensergo.samples.registries.greeting;

import org.jspecify.annotations.NullMarked;
