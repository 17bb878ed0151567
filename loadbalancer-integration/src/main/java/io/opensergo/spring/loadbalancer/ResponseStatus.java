package io.opensergo.spring.loadbalancer;

import org.jspecify.annotations.Nullable;

/**
 * Reads the HTTP status of responses that are not described by
 * {@link org.springframework.cloud.client.loadbalancer.ResponseData}.
 */
@FunctionalInterface
public interface ResponseStatus {

	/**
	 * Reads the status.
	 * @param response the response as the client hands it to the load balancer
	 * @return the status, {@code null} for a response of another kind
	 */
	@Nullable Integer of(Object response);

}
