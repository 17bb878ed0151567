/**
 * What the commands print: decisions and rejections, as JSON or as text.
 */
@NullMarked
package io.opensergo.controlplane.report;

import org.jspecify.annotations.NullMarked;
