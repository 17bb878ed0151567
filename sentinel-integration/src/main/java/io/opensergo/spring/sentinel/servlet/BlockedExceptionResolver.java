package io.opensergo.spring.sentinel.servlet;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.http.BlockedAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers requests whose handler was blocked further in, such as by
 * {@code @SentinelResource}, when nothing of the application does. Safe for all threads.
 */
public final class BlockedExceptionResolver implements HandlerExceptionResolver, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(BlockedExceptionResolver.class);

	private final BlockedRequestHandler answers = new BlockedResponses();

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		BlockException block = BlockedAnswer.blockIn(ex);
		if (block == null || response.isCommitted()) {
			return null;
		}
		try {
			this.answers.handle(request, response, "", block);
			return new ModelAndView();
		}
		catch (Exception failure) {
			logger.debug("The answer to a blocked request could not be written", failure);
			return null;
		}
	}

}
