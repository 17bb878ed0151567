/**
 * CR documents into rules, or into rejections that say where and why.
 */
@NullMarked
package io.opensergo.core.yaml;

import org.jspecify.annotations.NullMarked;
