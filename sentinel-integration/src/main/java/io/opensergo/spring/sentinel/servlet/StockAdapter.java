package io.opensergo.spring.sentinel.servlet;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.alibaba.csp.sentinel.Entry;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sentinel's own adapter for Spring MVC, which an application may have registered: what
 * it has entered under the same name counts already, and passed our slots.
 */
final class StockAdapter {

	private static final String ENTRY = "$$sentinel_spring_web_entry_attr";

	private static final Logger logger = LoggerFactory.getLogger(StockAdapter.class);

	private final AtomicBoolean told = new AtomicBoolean();

	/**
	 * What is left to be entered.
	 * @param request the request
	 * @param names the names of the resources
	 * @return those that the other adapter has not entered
	 */
	List<String> remaining(HttpServletRequest request, List<String> names) {
		if (!(request.getAttribute(ENTRY) instanceof Entry entry)) {
			return names;
		}
		String entered = entry.getResourceWrapper().getName();
		if (this.told.compareAndSet(false, true)) {
			logger.info("Sentinel's own adapter for Spring MVC is registered too and has entered '{}'. {}", entered,
					names.contains(entered) ? "OpenSergo does not enter it again"
							: "OpenSergo enters " + names + " besides: inbound totals count both. "
									+ "Unregister one, or set opensergo.sentinel.servlet.enabled to false");
		}
		return names.contains(entered) ? names.stream().filter((name) -> !name.equals(entered)).toList() : names;
	}

}
