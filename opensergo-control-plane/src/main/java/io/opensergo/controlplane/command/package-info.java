/**
 * The commands {@code serve}, {@code validate} and {@code route}. Only {@code serve}
 * starts Spring.
 */
@NullMarked
package io.opensergo.controlplane.command;

import org.jspecify.annotations.NullMarked;
