/**
 * The route table: one question, one decision, and the reason for it.
 */
@NullMarked
package io.opensergo.core.route;

import org.jspecify.annotations.NullMarked;
