/**
 * Protection of gRPC servers and clients.
 */
@NullMarked
package io.opensergo.spring.sentinel.grpc;

import org.jspecify.annotations.NullMarked;
