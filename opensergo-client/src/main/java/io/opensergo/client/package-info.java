/**
 * The client of an OpenSergo control plane: one stream, kept alive, whose rules stay in
 * force when it breaks.
 */
@NullMarked
package io.opensergo.client;

import org.jspecify.annotations.NullMarked;
