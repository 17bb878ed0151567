package io.opensergo.spring.sentinel.servlet;

import java.io.IOException;
import java.util.Collections;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.http.BlockedAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * Writes {@link BlockedAnswer}s to servlet responses. Safe for all threads.
 */
final class BlockedResponses implements BlockedRequestHandler {

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, String resource, BlockException block)
			throws IOException {
		HttpHeaders requested = new HttpHeaders();
		requested.put(HttpHeaders.ACCEPT, Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
		BlockedAnswer answer = BlockedAnswer.of(block, requested);
		response.setStatus(answer.status().value());
		answer.headers().forEach((name, values) -> {
			response.setHeader(name, values.get(0));
			values.stream().skip(1).forEach((value) -> response.addHeader(name, value));
		});
		byte[] body = answer.body(HttpMethod.valueOf(request.getMethod()));
		if (body.length > 0) {
			response.getOutputStream().write(body);
		}
		response.flushBuffer();
	}

}
