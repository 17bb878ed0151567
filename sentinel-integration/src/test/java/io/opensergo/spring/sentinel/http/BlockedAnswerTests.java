package io.opensergo.spring.sentinel.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.block.authority.AuthorityException;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeException;
import com.alibaba.csp.sentinel.slots.block.flow.FlowException;
import com.alibaba.csp.sentinel.slots.system.SystemBlockException;
import io.opensergo.core.protection.Protection;
import io.opensergo.core.rule.FaultToleranceRule;
import io.opensergo.core.rule.HttpRequestFallbackAction;
import io.opensergo.core.rule.LimitMode;
import io.opensergo.core.rule.RateLimitStrategy;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.spring.sentinel.ProtectionBlock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BlockedAnswer}.
 */
class BlockedAnswerTests {

	private final HttpHeaders request = new HttpHeaders();

	@Test
	void statusTellsWhatBlocked() {
		assertThat(status(new FlowException("a"))).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
		assertThat(status(new DegradeException("a"))).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(status(new SystemBlockException("a", "cpu"))).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(status(new AuthorityException("a"))).isEqualTo(HttpStatus.FORBIDDEN);
	}

	private Object status(BlockException block) {
		return BlockedAnswer.of(block, this.request).status();
	}

	@Test
	void defaultAnswerNamesRuleAndRetry() {
		BlockedAnswer answer = BlockedAnswer.of(new Blocked(null, Duration.ofMillis(1001)), this.request);
		assertThat(answer.headers().getFirst("X-OpenSergo-Rule")).isEqualTo("shop/gu\"ard");
		assertThat(answer.headers().getFirst("Retry-After")).isEqualTo("2");
		assertThat(answer.headers().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(text(answer)).isEqualTo("{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,"
				+ "\"detail\":\"Blocked by the rule 'shop/gu\\\"ard' (RateLimitStrategy 'ten')\","
				+ "\"rule\":\"shop/gu\\\"ard\"}");
		assertThat(answer.headers().getContentLength()).isEqualTo(text(answer).length());
		assertThat(answer.body(HttpMethod.HEAD)).isEmpty();
	}

	@Test
	void retryIsNeverAtOnceAndMayBeUnknown() {
		assertThat(BlockedAnswer.of(new Blocked(null, Duration.ZERO), this.request).headers().getFirst("Retry-After"))
			.isEqualTo("1");
		assertThat(BlockedAnswer.of(new Blocked(null, null), this.request).headers().containsHeader("Retry-After"))
			.isFalse();
	}

	@Test
	void textForThoseWhoAcceptNoJson() {
		this.request.setAccept(List.of(MediaType.TEXT_HTML));
		BlockedAnswer answer = BlockedAnswer.of(new Blocked(null, null), this.request);
		assertThat(answer.headers().getContentType()).isEqualTo(MediaType.parseMediaType("text/plain;charset=UTF-8"));
		assertThat(text(answer)).startsWith("Blocked by the rule");
	}

	@Test
	void acceptThatCannotBeReadGetsProblem() {
		this.request.set(HttpHeaders.ACCEPT, "nonsense");
		assertThat(BlockedAnswer.of(new Blocked(null, null), this.request).headers().getContentType())
			.isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void actionAnswersAsItIsWritten() {
		HttpRequestFallbackAction action = action(200, "{\"sorry\":\"für\"}",
				new HttpRequestFallbackAction.Header("X-A", "1"), new HttpRequestFallbackAction.Header("X-A", "2"),
				new HttpRequestFallbackAction.Header("retry-after", "7"));
		BlockedAnswer answer = BlockedAnswer.of(new Blocked(action, Duration.ofSeconds(3)), this.request);
		assertThat(answer.status().value()).isEqualTo(200);
		assertThat(answer.headers().get("X-A")).containsExactly("1", "2");
		assertThat(answer.headers().get("Retry-After")).containsExactly("7");
		assertThat(answer.headers().containsHeader("X-OpenSergo-Rule")).isFalse();
		assertThat(answer.headers().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
		assertThat(text(answer)).isEqualTo("{\"sorry\":\"für\"}");
	}

	@Test
	void actionOfTextGetsRetry() {
		BlockedAnswer answer = BlockedAnswer.of(new Blocked(action(503, "sorry"), Duration.ofSeconds(3)), this.request);
		assertThat(answer.headers().getFirst("Retry-After")).isEqualTo("3");
		assertThat(answer.headers().getContentType()).isEqualTo(MediaType.parseMediaType("text/plain;charset=UTF-8"));
	}

	@Test
	void actionWithoutContentHasNone() {
		BlockedAnswer answer = BlockedAnswer.of(new Blocked(action(204, "ignored"), null), this.request);
		assertThat(answer.body(HttpMethod.GET)).isEmpty();
		assertThat(answer.headers().getContentType()).isNull();
		assertThat(BlockedAnswer.of(new Blocked(action(429, null), null), this.request).body(null)).isEmpty();
	}

	@Test
	void blockIsFoundInCauses() {
		FlowException block = new FlowException("a");
		assertThat(BlockedAnswer.blockIn(new IllegalStateException(new IllegalArgumentException(block))))
			.isSameAs(block);
		assertThat(BlockedAnswer.blockIn(new IllegalStateException("no"))).isNull();
		assertThat(BlockedAnswer.blockIn(null)).isNull();
	}

	private static String text(BlockedAnswer answer) {
		return new String(answer.body(HttpMethod.GET), StandardCharsets.UTF_8);
	}

	private static HttpRequestFallbackAction action(int status, @Nullable String body,
			HttpRequestFallbackAction.Header... headers) {
		return new HttpRequestFallbackAction(RuleMetadata.of("shop", "sorry"), status, body, List.of(headers));
	}

	/**
	 * A request that a rule of ours blocked.
	 */
	private static final class Blocked extends FlowException implements ProtectionBlock {

		private final Protection protection;

		private final @Nullable Duration retryAfter;

		Blocked(@Nullable HttpRequestFallbackAction action, @Nullable Duration retryAfter) {
			super("default");
			RuleMetadata metadata = RuleMetadata.of("shop", "gu\"ard");
			this.protection = new Protection(new FaultToleranceRule(metadata, Map.of(), List.of(), List.of(), null),
					new RateLimitStrategy(RuleMetadata.of("shop", "ten"), RateLimitStrategy.MetricType.REQUEST_AMOUNT,
							LimitMode.LOCAL, 10, Duration.ofSeconds(1)),
					action);
			this.retryAfter = retryAfter;
		}

		@Override
		public String resource() {
			return "a";
		}

		@Override
		public Protection protection() {
			return this.protection;
		}

		@Override
		public @Nullable Duration retryAfter() {
			return this.retryAfter;
		}

	}

}
