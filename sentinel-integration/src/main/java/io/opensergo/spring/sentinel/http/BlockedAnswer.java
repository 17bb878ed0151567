package io.opensergo.spring.sentinel.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.authority.AuthorityException;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeException;
import com.alibaba.csp.sentinel.slots.system.SystemBlockException;
import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.spring.sentinel.ProtectionBlock;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What a blocked HTTP request is answered with, whether a server says it or a client acts
 * as if a server had: the fallback action of the rule that blocked, else a problem detail
 * (RFC 9457) with 429, or 503 for circuit breakers and overload. {@code Retry-After} says
 * when a further try may pass, where that is known. Immutable.
 */
public final class BlockedAnswer {

	/**
	 * The header that names the rule, {@code namespace/name}, on answers that are not
	 * those of a fallback action.
	 */
	public static final String RULE_HEADER = "X-OpenSergo-Rule";

	private static final int MAX_DEPTH = 20;

	private final HttpStatusCode status;

	private final HttpHeaders headers;

	private final byte[] body;

	private BlockedAnswer(HttpStatusCode status, HttpHeaders headers, String body) {
		this.status = status;
		this.headers = headers;
		this.body = hasNoBody(status) ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
		if (hasNoBody(status)) {
			headers.remove(HttpHeaders.CONTENT_TYPE);
		}
		headers.setContentLength(this.body.length);
	}

	/**
	 * The answer to a blocked request.
	 * @param block tells what blocked it
	 * @param request the headers of the request
	 * @return the answer
	 */
	public static BlockedAnswer of(BlockException block, HttpHeaders request) {
		Duration retryAfter = (block instanceof ProtectionBlock ours) ? ours.retryAfter() : null;
		Protection protection = (block instanceof ProtectionBlock ours) ? ours.protection() : null;
		if (protection != null && protection.fallback() != null) {
			return provided(protection.fallback(), retryAfter);
		}
		HttpStatus status = defaultStatus(block);
		HttpHeaders headers = new HttpHeaders();
		String rule = (protection != null) ? nameOf(protection) : null;
		if (rule != null) {
			headers.set(RULE_HEADER, rule);
		}
		retryAfter(headers, retryAfter);
		String detail = detail(block, protection);
		if (acceptsJson(request)) {
			headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
			return new BlockedAnswer(status, headers, problem(status, detail, rule));
		}
		headers.setContentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
		return new BlockedAnswer(status, headers, detail);
	}

	private static BlockedAnswer provided(HttpRequestFallbackAction action, @Nullable Duration retryAfter) {
		HttpHeaders headers = new HttpHeaders();
		action.headers().forEach((header) -> headers.add(header.name(), header.value()));
		String body = (action.body() != null) ? action.body() : "";
		if (!body.isEmpty() && !headers.containsHeader(HttpHeaders.CONTENT_TYPE)) {
			headers.setContentType(looksLikeJson(body) ? MediaType.APPLICATION_JSON
					: new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
		}
		retryAfter(headers, retryAfter);
		return new BlockedAnswer(HttpStatusCode.valueOf(action.statusCode()), headers, body);
	}

	/**
	 * The name of the rule that blocked, as headers tell it.
	 * @param protection the protection that blocked
	 * @return {@code namespace/name}
	 */
	public static String nameOf(Protection protection) {
		return protection.rule().metadata().namespace() + "/" + protection.rule().metadata().name();
	}

	private static HttpStatus defaultStatus(BlockException block) {
		if (block instanceof DegradeException || block instanceof SystemBlockException) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		return (block instanceof AuthorityException) ? HttpStatus.FORBIDDEN : HttpStatus.TOO_MANY_REQUESTS;
	}

	private static String detail(BlockException block, @Nullable Protection protection) {
		if (protection == null) {
			return "Blocked by Sentinel (" + block.getClass().getSimpleName() + ")";
		}
		return "Blocked by the rule '" + nameOf(protection) + "' (" + protection.strategy().kind().kind() + " '"
				+ protection.strategy().metadata().name() + "')";
	}

	private static void retryAfter(HttpHeaders headers, @Nullable Duration retryAfter) {
		if (retryAfter != null && !headers.containsHeader(HttpHeaders.RETRY_AFTER)) {
			long seconds = retryAfter.getSeconds() + ((retryAfter.getNano() > 0) ? 1 : 0);
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
		}
	}

	private static boolean acceptsJson(HttpHeaders request) {
		List<MediaType> accepted;
		try {
			accepted = request.getAccept();
		}
		catch (InvalidMediaTypeException ex) {
			return true;
		}
		return accepted.isEmpty() || accepted.stream()
			.anyMatch((type) -> type.includes(MediaType.APPLICATION_PROBLEM_JSON)
					|| type.includes(MediaType.APPLICATION_JSON));
	}

	private static boolean hasNoBody(HttpStatusCode status) {
		return status.value() == HttpStatus.NO_CONTENT.value() || status.value() == HttpStatus.NOT_MODIFIED.value();
	}

	private static boolean looksLikeJson(String body) {
		String content = body.stripLeading();
		return content.startsWith("{") || content.startsWith("[");
	}

	private static String problem(HttpStatus status, String detail, @Nullable String rule) {
		StringBuilder json = new StringBuilder("{\"type\":\"about:blank\",\"title\":");
		quote(json, status.getReasonPhrase());
		json.append(",\"status\":").append(status.value()).append(",\"detail\":");
		quote(json, detail);
		if (rule != null) {
			json.append(",\"rule\":");
			quote(json, rule);
		}
		return json.append('}').toString();
	}

	/**
	 * Five members do not ask for a JSON library, which not every application has.
	 */
	private static void quote(StringBuilder json, String value) {
		json.append('"');
		for (int i = 0; i < value.length(); i++) {
			char character = value.charAt(i);
			if (character == '"' || character == '\\') {
				json.append('\\').append(character);
			}
			else if (character < ' ') {
				json.append(String.format("\\u%04x", (int) character));
			}
			else {
				json.append(character);
			}
		}
		json.append('"');
	}

	/**
	 * The status.
	 * @return the status code
	 */
	public HttpStatusCode status() {
		return this.status;
	}

	/**
	 * The headers, {@code Content-Length} among them.
	 * @return a copy
	 */
	public HttpHeaders headers() {
		return HttpHeaders.copyOf(this.headers);
	}

	/**
	 * The content.
	 * @param method the method of the request, {@code null} when it is not known
	 * @return the bytes, none in an answer to {@code HEAD}
	 */
	public byte[] body(@Nullable HttpMethod method) {
		return (HttpMethod.HEAD.equals(method)) ? new byte[0] : this.body.clone();
	}

	/**
	 * The content as text.
	 * @return the text
	 */
	@Override
	public String toString() {
		return this.status.value() + " " + new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Finds the block in an exception.
	 * @param failure the exception
	 * @return the first in its chain of causes, {@code null} when there is none
	 */
	public static @Nullable BlockException blockIn(@Nullable Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
			if (cause instanceof BlockException block) {
				return block;
			}
			cause = cause.getCause();
		}
		return null;
	}

}
