/**
 * Explains routing: requests in, decisions out, as JSON or as text. Reading and writing
 * is done token by token: the command must start fast, and data binding is most of the
 * time that it would take.
 */
@NullMarked
package io.opensergo.controlplane.explain;

import org.jspecify.annotations.NullMarked;
