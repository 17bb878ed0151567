package io.opensergo.spring.sentinel.webflux;

import java.util.List;
import java.util.function.Supplier;

import com.alibaba.csp.sentinel.ResourceTypeConstants;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.DeferredWait;
import io.opensergo.spring.sentinel.entry.EntryWaits;
import io.opensergo.spring.sentinel.entry.ResourceEntries;
import io.opensergo.spring.sentinel.http.BlockHandlers;
import io.opensergo.spring.sentinel.http.BlockedAnswer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.Ordered;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;

/**
 * Enters the resource of each request right before its handler runs, where the pattern
 * that it matched is known; then hands it to the adapter that would have run the handler.
 * A throttled request waits with a timer, no thread waits. {@link ProtectionWebFilter}
 * ends what this enters. Safe for all threads.
 *
 * <p>
 * Actuator endpoints are left alone: an overloaded application still answers its probes.
 */
public final class ProtectionHandlerAdapter implements HandlerAdapter, Ordered {

	/**
	 * The name of the entrance in Sentinel's tree of calls.
	 */
	public static final String CONTEXT = "opensergo_webflux_context";

	private static final String BOOT = "org.springframework.boot.";

	private final SingletonSupplier<List<HandlerAdapter>> adapters;

	private final ReactiveResources resources;

	private final BlockHandlers handlers;

	private final EntryWaits waits;

	/**
	 * Creates an adapter.
	 * @param adapters all adapters in their order, asked for by the first request
	 * @param resources names the resources
	 * @param handlers tells whether the application answers by an exception handler
	 * @param waits tells which entries are not for event loops
	 */
	public ProtectionHandlerAdapter(Supplier<List<HandlerAdapter>> adapters, ReactiveResources resources,
			BlockHandlers handlers, EntryWaits waits) {
		this.adapters = SingletonSupplier.of(adapters);
		this.resources = resources;
		this.handlers = handlers;
		this.waits = waits;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supports(Object handler) {
		boolean infrastructure = handler instanceof HandlerMethod method
				&& method.getBeanType().getName().startsWith(BOOT);
		return !infrastructure && adapterOf(handler) != null;
	}

	private @Nullable HandlerAdapter adapterOf(Object handler) {
		for (HandlerAdapter adapter : this.adapters.obtain()) {
			if (adapter != this && adapter.supports(handler)) {
				return adapter;
			}
		}
		return null;
	}

	@Override
	public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
		HandlerAdapter adapter = adapterOf(handler);
		if (adapter == null) {
			return Mono.error(new IllegalStateException("No HandlerAdapter: " + handler));
		}
		ProtectedExchange state = ProtectedExchange.of(exchange);
		if (state == null || state.isDecided()) {
			return adapter.handle(exchange, handler);
		}
		List<String> names = this.resources.of(exchange);
		if (names.isEmpty()) {
			return adapter.handle(exchange, handler);
		}
		Mono<HandlerResult> entry = Mono.defer(() -> enter(exchange, handler, adapter, state, names));
		return this.waits.mayWait(names, true) ? entry.subscribeOn(Schedulers.boundedElastic()) : entry;
	}

	private Mono<HandlerResult> enter(ServerWebExchange exchange, Object handler, HandlerAdapter adapter,
			ProtectedExchange state, List<String> names) {
		DeferredWait wait = new DeferredWait();
		try {
			state.admit(ResourceEntries.inbound(CONTEXT, ResourceTypeConstants.COMMON_WEB, names, wait));
		}
		catch (BlockException ex) {
			return blocked(exchange, handler, state, ex);
		}
		Mono<HandlerResult> result = Mono.defer(() -> adapter.handle(exchange, handler))
			.doOnError(state::handle)
			.doOnNext((handled) -> watch(handled, state));
		return wait.isZero() ? result : Mono.delay(wait.duration()).then(result);
	}

	private Mono<HandlerResult> blocked(ServerWebExchange exchange, Object handler, ProtectedExchange state,
			BlockException block) {
		if (this.handlers.handle(handler, block)) {
			return Mono.error(block);
		}
		state.block(block);
		exchange.getResponse().setStatusCode(BlockedAnswer.of(block, exchange.getRequest().getHeaders()).status());
		return Mono.empty();
	}

	/**
	 * The return value may fail after its handler has returned.
	 */
	private static void watch(HandlerResult result, ProtectedExchange state) {
		DispatchExceptionHandler handler = result.getExceptionHandler();
		if (handler != null) {
			result.setExceptionHandler((exchange, failure) -> {
				state.handle(failure);
				return handler.handleError(exchange, failure);
			});
		}
	}

}
