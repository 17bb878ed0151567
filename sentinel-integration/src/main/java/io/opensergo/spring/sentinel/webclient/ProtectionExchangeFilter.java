package io.opensergo.spring.sentinel.webclient;

import java.util.List;

import com.alibaba.csp.sentinel.ResourceTypeConstants;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import io.opensergo.spring.sentinel.DeferredWait;
import io.opensergo.spring.sentinel.entry.EntryWaits;
import io.opensergo.spring.sentinel.entry.ResourceEntries;
import io.opensergo.spring.sentinel.http.BlockedAnswer;
import io.opensergo.spring.sentinel.http.FailedStatusException;
import io.opensergo.spring.sentinel.http.OutboundNames;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Enters the resources of each call of WebClient, once per subscription, until its
 * response begins, it fails or is cancelled. A blocked call goes nowhere and gets the
 * response that a server would have given; server errors and failures of the connection
 * count as errors. A throttled call waits with a timer, no thread waits. Safe for all
 * threads.
 */
public final class ProtectionExchangeFilter implements ExchangeFilterFunction {

	private static final String TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private final OutboundNames names;

	private final EntryWaits waits;

	/**
	 * Creates a filter.
	 * @param names names the resources
	 * @param waits tells which entries are not for event loops
	 */
	public ProtectionExchangeFilter(OutboundNames names, EntryWaits waits) {
		this.names = names;
		this.waits = waits;
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		String template = (request.attributes().get(TEMPLATE) instanceof String known) ? known : null;
		List<String> resources = this.names.of(request.method().name(), request.url(), template);
		Mono<ClientResponse> call = Mono.defer(() -> call(request, next, resources));
		return this.waits.mayWait(resources, false) ? call.subscribeOn(Schedulers.boundedElastic()) : call;
	}

	private Mono<ClientResponse> call(ClientRequest request, ExchangeFunction next, List<String> resources) {
		DeferredWait wait = new DeferredWait();
		ResourceEntries entries;
		try {
			entries = ResourceEntries.outbound(ResourceTypeConstants.COMMON_WEB, resources, wait);
		}
		catch (BlockException ex) {
			return Mono.just(response(BlockedAnswer.of(ex, request.headers()), request));
		}
		Mono<ClientResponse> call = Mono.defer(() -> next.exchange(request));
		return (wait.isZero() ? call : Mono.delay(wait.duration()).then(call))
			.doOnNext((response) -> answered(entries, response))
			.doOnError(entries::fail)
			.doOnTerminate(entries::exit)
			.doOnCancel(entries::exit);
	}

	private static void answered(ResourceEntries entries, ClientResponse response) {
		if (FailedStatusException.isFailure(response.statusCode())) {
			entries.fail(new FailedStatusException(response.statusCode().value()));
		}
		entries.exit();
	}

	private static ClientResponse response(BlockedAnswer answer, ClientRequest request) {
		byte[] body = answer.body(request.method());
		Flux<DataBuffer> content = (body.length > 0)
				? Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body))) : Flux.empty();
		return ClientResponse.create(answer.status(), ExchangeStrategies.withDefaults())
			.headers((headers) -> headers.putAll(answer.headers()))
			.body(content)
			.build();
	}

}
