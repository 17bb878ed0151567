package io.opensergo.spring.propagation;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.opensergo.core.context.BaggageHeader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request without the lane header and without our baggage entry: what the application
 * sees when the tag does not count.
 */
final class UntaggedHttpServletRequest extends HttpServletRequestWrapper {

	UntaggedHttpServletRequest(HttpServletRequest request) {
		super(request);
	}

	@Override
	public @Nullable String getHeader(String name) {
		if (isTag(name)) {
			return null;
		}
		return isBaggage(name) ? baggage() : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		if (isTag(name)) {
			return Collections.emptyEnumeration();
		}
		if (!isBaggage(name)) {
			return super.getHeaders(name);
		}
		String baggage = baggage();
		return Collections.enumeration((baggage != null) ? List.of(baggage) : List.of());
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		super.getHeaderNames().asIterator().forEachRemaining(names::add);
		names.remove(InboundTag.NAME);
		if (baggage() == null) {
			names.remove(BaggageHeader.NAME);
		}
		return Collections.enumeration(names);
	}

	@Override
	public int getIntHeader(String name) {
		return isTag(name) ? -1 : super.getIntHeader(name);
	}

	@Override
	public long getDateHeader(String name) {
		return isTag(name) ? -1 : super.getDateHeader(name);
	}

	private @Nullable String baggage() {
		String baggage = InboundTag.joined(InboundTag.listOf(super.getHeaders(BaggageHeader.NAME)));
		return BaggageHeader.without(baggage, InboundTag.NAME);
	}

	private static boolean isTag(String name) {
		return InboundTag.NAME.equals(name.toLowerCase(Locale.ROOT));
	}

	private static boolean isBaggage(String name) {
		return BaggageHeader.NAME.equals(name.toLowerCase(Locale.ROOT));
	}

}
