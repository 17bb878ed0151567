package io.opensergo.spring.loadbalancer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;

import io.opensergo.core.balance.BalancedRequest;
import io.opensergo.core.context.LaneName;
import io.opensergo.core.rule.TrafficLane;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.http.HttpHeaders;

/**
 * A call as the load balancer describes it. What the context carries stands in for the
 * headers until they are written, which happens after an instance is chosen; a header of
 * the call itself wins.
 */
final class ClientRouteRequest implements BalancedRequest {

	private final String serviceId;

	private final @Nullable RequestData data;

	private final @Nullable String lane;

	private final Map<String, String> carried;

	/**
	 * Creates a view of a call.
	 * @param serviceId the called service
	 * @param data what is known of the call, {@code null} for nothing
	 * @param lane the lane of the call, {@code null} for none
	 * @param carried the headers that the context carries, by lower-case name
	 */
	ClientRouteRequest(String serviceId, @Nullable RequestData data, @Nullable String lane,
			Map<String, String> carried) {
		this.serviceId = serviceId;
		this.data = data;
		this.lane = lane;
		this.carried = carried;
	}

	/**
	 * The lane of a call: that of its own header, else that of the context.
	 */
	static @Nullable String laneOf(@Nullable RequestData data, @Nullable String contextLane) {
		HttpHeaders headers = (data != null) ? data.getHeaders() : null;
		String lane = (headers != null) ? LaneName.of(headers.get(TrafficLane.DEFAULT_TRAFFIC_HEADER)) : null;
		return (lane != null) ? lane : contextLane;
	}

	/**
	 * What is known of the call: nothing when an instance is chosen by service id alone.
	 */
	static @Nullable RequestData dataOf(@Nullable Request<?> request) {
		return (request != null && request.getContext() instanceof RequestDataContext context)
				? context.getClientRequest() : null;
	}

	@Override
	public @Nullable String method() {
		return (this.data != null && this.data.getHttpMethod() != null) ? this.data.getHttpMethod().name() : null;
	}

	@Override
	public @Nullable String scheme() {
		URI url = url();
		return (url != null) ? url.getScheme() : null;
	}

	@Override
	public @Nullable String authority() {
		URI url = url();
		String authority = (url != null) ? url.getRawAuthority() : null;
		return (authority != null) ? authority : this.serviceId;
	}

	@Override
	public @Nullable String path() {
		URI url = url();
		if (url == null) {
			return null;
		}
		String path = url.getRawPath();
		String rooted = (path == null || path.isEmpty()) ? "/" : path;
		return (url.getRawQuery() != null) ? rooted + "?" + url.getRawQuery() : rooted;
	}

	@Override
	public @Nullable String header(String name) {
		if (TrafficLane.DEFAULT_TRAFFIC_HEADER.equals(name)) {
			return this.lane;
		}
		String value = (this.data != null) ? headerOf(this.data, name) : null;
		return (value != null || this.carried.isEmpty()) ? value : this.carried.get(name);
	}

	@Override
	public @Nullable String cookie(String name) {
		if (this.data == null) {
			return null;
		}
		HttpHeaders headers = this.data.getHeaders();
		List<String> header = (headers != null) ? headers.get(HttpHeaders.COOKIE) : null;
		String value = (header != null) ? CookieHeader.value(header, name) : null;
		if (value != null || header != null) {
			return value;
		}
		return (this.data.getCookies() != null) ? this.data.getCookies().getFirst(name) : null;
	}

	@Override
	public @Nullable String clientAddress() {
		Object client = (this.data != null && this.data.getAttributes() != null)
				? this.data.getAttributes().get(CLIENT_ADDRESS_ATTRIBUTE) : null;
		InetAddress address = (client instanceof InetSocketAddress socket) ? socket.getAddress() : null;
		return (address != null) ? address.getHostAddress() : null;
	}

	private @Nullable URI url() {
		return (this.data != null) ? this.data.getUrl() : null;
	}

	private static @Nullable String headerOf(RequestData data, String name) {
		HttpHeaders headers = data.getHeaders();
		List<String> values = (headers != null) ? headers.get(name) : null;
		if (values == null || values.isEmpty()) {
			return null;
		}
		return (values.size() == 1) ? values.get(0) : String.join(",", values);
	}

}
