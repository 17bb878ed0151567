package io.opensergo.spring.sentinel.client;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

import io.opensergo.spring.sentinel.http.BlockedAnswer;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * The response to a call that was not made.
 */
final class BlockedClientHttpResponse implements ClientHttpResponse {

	private final BlockedAnswer answer;

	private final HttpHeaders headers;

	private final InputStream body;

	BlockedClientHttpResponse(BlockedAnswer answer, HttpMethod method) {
		this.answer = answer;
		this.headers = answer.headers();
		this.body = new ByteArrayInputStream(answer.body(method));
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return this.answer.status();
	}

	@Override
	public String getStatusText() {
		return (this.answer.status() instanceof HttpStatus status) ? status.getReasonPhrase() : "";
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public InputStream getBody() {
		return this.body;
	}

	@Override
	public void close() {
	}

}
