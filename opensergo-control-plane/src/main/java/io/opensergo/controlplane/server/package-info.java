/**
 * The server of the OpenSergo protocol, plain classes. State of the world per namespace,
 * application and kind; the newest state wins on every stream.
 */
@NullMarked
package io.opensergo.controlplane.server;

import org.jspecify.annotations.NullMarked;
