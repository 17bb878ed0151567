/**
 * The executable: a control plane fed from a folder, and its command line.
 */
@NullMarked
package io.opensergo.controlplane;

import org.jspecify.annotations.NullMarked;
