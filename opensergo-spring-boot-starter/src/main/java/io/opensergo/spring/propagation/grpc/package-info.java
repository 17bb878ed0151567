/**
 * Lanes on gRPC calls, in and out.
 */
@NullMarked
package io.opensergo.spring.propagation.grpc;

import org.jspecify.annotations.NullMarked;
