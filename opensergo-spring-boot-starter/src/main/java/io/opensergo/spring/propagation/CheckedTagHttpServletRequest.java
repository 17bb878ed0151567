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
 * A request without our baggage entry, and with the lane header only when its tag counts.
 */
final class CheckedTagHttpServletRequest extends HttpServletRequestWrapper {

	private final @Nullable String tag;

	private CheckedTagHttpServletRequest(HttpServletRequest request, @Nullable String tag) {
		super(request);
		this.tag = tag;
	}

	/**
	 * What the application sees when the tag does not count.
	 */
	static HttpServletRequest withoutTag(HttpServletRequest request) {
		return new CheckedTagHttpServletRequest(request, null);
	}

	/**
	 * A request whose tag is in the lane header and nowhere else.
	 */
	static HttpServletRequest withTag(HttpServletRequest request, String tag) {
		return new CheckedTagHttpServletRequest(request, tag);
	}

	@Override
	public @Nullable String getHeader(String name) {
		if (isTag(name)) {
			return this.tag;
		}
		return isBaggage(name) ? baggage() : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		if (!isTag(name) && !isBaggage(name)) {
			return super.getHeaders(name);
		}
		String value = getHeader(name);
		return Collections.enumeration((value != null) ? List.of(value) : List.of());
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		super.getHeaderNames().asIterator().forEachRemaining(names::add);
		names.remove(InboundTag.NAME);
		if (this.tag != null) {
			names.add(InboundTag.NAME);
		}
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
		return InboundTag.checkedBaggage(baggage, this.tag);
	}

	private static boolean isTag(String name) {
		return InboundTag.NAME.equals(name.toLowerCase(Locale.ROOT));
	}

	private static boolean isBaggage(String name) {
		return BaggageHeader.NAME.equals(name.toLowerCase(Locale.ROOT));
	}

}
