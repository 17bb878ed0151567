/**
 * Lanes on records of Spring for Apache Kafka, in and out.
 */
@NullMarked
package io.opensergo.spring.propagation.kafka;

import org.jspecify.annotations.NullMarked;
