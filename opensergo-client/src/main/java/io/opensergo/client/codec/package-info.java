/**
 * Rules to and from the messages in which they travel.
 */
@NullMarked
package io.opensergo.client.codec;

import org.jspecify.annotations.NullMarked;
