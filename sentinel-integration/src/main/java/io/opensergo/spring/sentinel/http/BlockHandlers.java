package io.opensergo.spring.sentinel.http;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import com.alibaba.csp.sentinel.slots.block.BlockException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.annotation.ExceptionHandlerMappingInfo;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;

/**
 * Whether the application itself answers blocked requests, by an
 * {@code @ExceptionHandler} that names {@link BlockException} or a subclass of it. One
 * for all exceptions does not count: it knows nothing of blocked requests, and would turn
 * them into server errors. Safe for all threads.
 */
public final class BlockHandlers {

	private final SingletonSupplier<Collection<ControllerAdviceBean>> advices;

	private final Map<Class<?>, ExceptionHandlerMethodResolver> resolvers = new ConcurrentHashMap<>();

	/**
	 * Creates an instance.
	 * @param advices the controller advices, asked for when a request is blocked
	 */
	public BlockHandlers(Supplier<Collection<ControllerAdviceBean>> advices) {
		this.advices = SingletonSupplier.of(advices);
	}

	/**
	 * Whether the application answers.
	 * @param handler the handler of the request, {@code null} when it is not known
	 * @param block what blocked it
	 * @return {@code true} when a handler names it
	 */
	public boolean handle(@Nullable Object handler, BlockException block) {
		Class<?> controller = (handler instanceof HandlerMethod method) ? method.getBeanType() : null;
		if (controller != null && names(controller, block)) {
			return true;
		}
		return this.advices.obtain()
			.stream()
			.anyMatch((advice) -> advice.getBeanType() != null && advice.isApplicableToBeanType(controller)
					&& names(advice.getBeanType(), block));
	}

	private boolean names(Class<?> type, BlockException block) {
		ExceptionHandlerMappingInfo mapping = this.resolvers.computeIfAbsent(type, ExceptionHandlerMethodResolver::new)
			.resolveExceptionMappingByExceptionType(block.getClass(), org.springframework.http.MediaType.ALL);
		return mapping != null && mapping.getExceptionTypes().stream().anyMatch(BlockException.class::isAssignableFrom);
	}

}
