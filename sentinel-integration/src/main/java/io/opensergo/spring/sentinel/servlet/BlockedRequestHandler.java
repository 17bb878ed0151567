package io.opensergo.spring.sentinel.servlet;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Answers blocked servlet requests in the place of OpenSergo. To be safe for all threads.
 */
@FunctionalInterface
public interface BlockedRequestHandler {

	/**
	 * Answers a request.
	 * @param request the request
	 * @param response the response
	 * @param resource the name of the resource
	 * @param block what blocked it
	 * @throws Exception as the host deals with it
	 */
	void handle(HttpServletRequest request, HttpServletResponse response, String resource, BlockException block)
			throws Exception;

}
