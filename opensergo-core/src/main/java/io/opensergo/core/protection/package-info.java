/**
 * Protection: the fault-tolerance rules of one application, with their references
 * resolved.
 */
@NullMarked
package io.opensergo.core.protection;

import org.jspecify.annotations.NullMarked;
