package io.opensergo.spring.gateway;

import java.nio.ByteBuffer;
import java.util.Arrays;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The body of a request, kept while it streams to the destination so that it can be sent
 * again. Nothing waits for it, and no more than {@link #MAX_BYTES} are kept: a longer
 * body, and one that was read in part, is not sent again.
 */
final class ReplayableBody {

	/**
	 * The most bytes of a body that are kept.
	 */
	static final int MAX_BYTES = 64 * 1024;

	private static final byte[] EMPTY = new byte[0];

	private final Flux<DataBuffer> source;

	private final Sinks.One<byte[]> content = Sinks.one();

	private volatile State state;

	private volatile byte[] bytes = EMPTY;

	private int length;

	ReplayableBody(ServerHttpRequest request) {
		this.source = request.getBody();
		this.state = State.UNREAD;
		if (!hasBody(request)) {
			this.content.tryEmitValue(EMPTY);
		}
	}

	/**
	 * What announces no body may have one in HTTP/2; only methods that usually have none
	 * are believed.
	 */
	private static boolean hasBody(ServerHttpRequest request) {
		long length = request.getHeaders().getContentLength();
		if (length >= 0) {
			return length > 0;
		}
		return request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING)
				|| !(HttpMethod.GET.equals(request.getMethod()) || HttpMethod.HEAD.equals(request.getMethod()));
	}

	/**
	 * The body: streamed for the first try, from memory for others.
	 */
	Flux<DataBuffer> body() {
		return Flux.defer(() -> {
			if (this.state == State.READ) {
				return (this.length == 0) ? Flux.empty()
						: Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(this.bytes));
			}
			if (this.state != State.UNREAD) {
				return Flux.error(new IllegalStateException("The body of the request was read before"));
			}
			this.state = State.READING;
			return this.source.doOnNext(this::keep).doOnComplete(this::end);
		});
	}

	/**
	 * Whether another try can have the same body.
	 */
	boolean isReplayable() {
		return this.state == State.UNREAD || this.state == State.READ;
	}

	/**
	 * The bytes of the body, as soon as the destination has been sent all of them; at
	 * once for a request without a body. Empty for a body that is too long.
	 */
	Mono<byte[]> content() {
		return this.content.asMono();
	}

	private void keep(DataBuffer buffer) {
		if (this.state != State.READING) {
			return;
		}
		int count = buffer.readableByteCount();
		if (this.length + count > MAX_BYTES) {
			this.state = State.TOO_LONG;
			this.bytes = EMPTY;
			this.content.tryEmitEmpty();
			return;
		}
		byte[] target = this.bytes;
		if (this.length + count > target.length) {
			target = Arrays.copyOf(target, Math.min(MAX_BYTES, Math.max(this.length + count, 2 * target.length)));
		}
		buffer.toByteBuffer(buffer.readPosition(), ByteBuffer.wrap(target), this.length, count);
		this.bytes = target;
		this.length += count;
	}

	private void end() {
		if (this.state == State.READING) {
			this.bytes = (this.bytes.length == this.length) ? this.bytes : Arrays.copyOf(this.bytes, this.length);
			this.state = State.READ;
			this.content.tryEmitValue(this.bytes);
		}
	}

	private enum State {

		UNREAD, READING, READ, TOO_LONG

	}

}
