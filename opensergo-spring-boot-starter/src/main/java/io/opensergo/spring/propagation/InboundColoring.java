package io.opensergo.spring.propagation;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.opensergo.core.context.BaggageHeader;
import io.opensergo.core.context.ContextHeaders;
import io.opensergo.core.context.HeaderAccess;
import io.opensergo.core.context.LaneName;
import io.opensergo.core.context.TrafficContext;
import io.opensergo.core.engine.RoutingFailures;
import io.opensergo.core.engine.RuleEngine;
import io.opensergo.core.lane.InboundRequest;
import org.jspecify.annotations.Nullable;

/**
 * Decides the lane of a request that enters the application: the tag of a trusted peer,
 * else the first matching entry rule, else the lane of this instance, else none. Safe for
 * all threads.
 */
public final class InboundColoring {

	private final RuleEngine engine;

	private final PeerTrust trust;

	private final ContextHeaders headers;

	private final RandomGenerator random;

	private final RoutingFailures failures;

	private final LongAdder invalidTags = new LongAdder();

	private final LongAdder untrustedTags = new LongAdder();

	/**
	 * Creates the coloring of an application.
	 * @param engine the rules
	 * @param trust whose tags count
	 * @param headers reads what requests carry
	 * @param random the source of draws of shares, safe for all threads
	 * @param failures where failures are counted and logged
	 */
	public InboundColoring(RuleEngine engine, PeerTrust trust, ContextHeaders headers, RandomGenerator random,
			RoutingFailures failures) {
		this.engine = engine;
		this.trust = trust;
		this.headers = headers;
		this.random = random;
		this.failures = failures;
	}

	/**
	 * Whether a tag counts. One that does not is counted, and is to be taken off the
	 * request.
	 * @param tag the tag as received, {@code null} when it cannot be read
	 * @param peer the direct peer of the connection, asked for only when it matters
	 * @return {@code true} when the tag is a lane name and the peer is trusted
	 */
	public boolean accepts(@Nullable String tag, Supplier<@Nullable InetAddress> peer) {
		if (!LaneName.isValid(tag)) {
			this.invalidTags.increment();
			return false;
		}
		if (!this.trust.trusts(peer.get())) {
			this.untrustedTags.increment();
			return false;
		}
		return true;
	}

	/**
	 * The context of a request whose headers can be changed. A tag that counts is left in
	 * the lane header alone, because tracing repeats all baggage to everybody; one that
	 * does not is taken off.
	 * @param request the request; its address is that of the direct peer
	 * @param carrier the same request, as the carrier of headers
	 * @param access how its headers are read and written
	 * @param <C> the type of the carrier
	 * @return the context, {@link TrafficContext#EMPTY} for baseline that carries nothing
	 */
	public <C> TrafficContext enter(InboundRequest request, C carrier, HeaderAccess<C> access) {
		List<String> header = access.values(carrier, InboundTag.NAME);
		List<String> baggage = access.values(carrier, BaggageHeader.NAME);
		if (!InboundTag.isClaimed(header, baggage)) {
			return color(null, request, carrier, access);
		}
		String tag = InboundTag.of(header, baggage);
		String accepted = accepts(tag, request::remoteAddress) ? tag : null;
		replace(carrier, InboundTag.NAME, accepted, access);
		replace(carrier, BaggageHeader.NAME, InboundTag.checkedBaggage(InboundTag.joined(baggage), accepted), access);
		return color(accepted, request, carrier, access);
	}

	private static <C> void replace(C carrier, String name, @Nullable String value, HeaderAccess<C> access) {
		if (value != null) {
			access.set(carrier, name, value);
		}
		else {
			access.remove(carrier, name);
		}
	}

	/**
	 * The context of a request.
	 * @param acceptedTag the tag that counts, {@code null} for none
	 * @param request the request without tags that do not count
	 * @param carrier the same request, as the carrier of headers
	 * @param access how its headers are read
	 * @param <C> the type of the carrier
	 * @return the context, {@link TrafficContext#EMPTY} for baseline that carries nothing
	 */
	public <C> TrafficContext color(@Nullable String acceptedTag, InboundRequest request, C carrier,
			HeaderAccess<C> access) {
		String lane = (acceptedTag != null) ? acceptedTag : entryLane(request);
		return contextOf(lane, carrier, access);
	}

	/**
	 * The address of the client: what forwarded headers say of it counts only when a
	 * trusted peer sent them.
	 * @param forwarded the address after forwarded headers have been read, if they are
	 * @param peer the direct peer of the connection
	 * @return the address, {@code null} when it is not known
	 */
	@Nullable InetAddress client(@Nullable InetAddress forwarded, @Nullable InetAddress peer) {
		return this.trust.trusts(peer) ? forwarded : peer;
	}

	/**
	 * The context of a request whose lane is known.
	 */
	<C> TrafficContext contextOf(@Nullable String lane, C carrier, HeaderAccess<C> access) {
		return this.headers.contextOf(lane, carrier, access);
	}

	/**
	 * The lane that the entry rules say.
	 */
	@Nullable String entryLane(InboundRequest request) {
		try {
			return this.engine.current().lanes().color(request, this.random);
		}
		catch (RuntimeException ex) {
			this.failures.coloringFailed(ex);
			return null;
		}
	}

	/**
	 * How many tags were dropped because they are no lane names.
	 * @return the count since the start
	 */
	public long invalidTags() {
		return this.invalidTags.sum();
	}

	/**
	 * How many tags were dropped because their peer is not trusted.
	 * @return the count since the start
	 */
	public long untrustedTags() {
		return this.untrustedTags.sum();
	}

}
