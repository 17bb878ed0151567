package io.opensergo.spring.propagation;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerInfos;

import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;

/**
 * The other end of the connection that a reactive request came on, whatever forwarded
 * headers say: what a client writes into such a header must not make it trusted.
 */
final class ConnectionPeer {

	private static final boolean REACTOR_NETTY = isPresent("reactor.netty.http.server.HttpServerInfos");

	private static final boolean SERVLET = isPresent("jakarta.servlet.http.HttpServletRequest");

	private ConnectionPeer() {
	}

	static @Nullable InetAddress of(ServerHttpRequest request) {
		Object connection = nativeRequest(request);
		if (REACTOR_NETTY && ReactorNetty.isRequest(connection)) {
			return ReactorNetty.peer(connection);
		}
		if (SERVLET && Servlet.isRequest(connection)) {
			return Servlet.peer(connection);
		}
		InetSocketAddress address = request.getRemoteAddress();
		return (address != null) ? address.getAddress() : null;
	}

	private static Object nativeRequest(ServerHttpRequest request) {
		ServerHttpRequest innermost = request;
		while (innermost instanceof ServerHttpRequestDecorator decorator) {
			innermost = decorator.getDelegate();
		}
		try {
			return (innermost instanceof AbstractServerHttpRequest server) ? server.getNativeRequest() : innermost;
		}
		catch (IllegalStateException ex) {
			// The request of a test without a server.
			return innermost;
		}
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, ConnectionPeer.class.getClassLoader());
	}

	/**
	 * Touches Reactor Netty, which is loaded only where it is.
	 */
	private static final class ReactorNetty {

		static boolean isRequest(Object request) {
			return request instanceof HttpServerInfos;
		}

		static @Nullable InetAddress peer(Object request) {
			return (((HttpServerInfos) request).connectionRemoteAddress() instanceof InetSocketAddress address)
					? address.getAddress() : null;
		}

	}

	/**
	 * Touches the servlet API, which is loaded only where it is.
	 */
	private static final class Servlet {

		static boolean isRequest(Object request) {
			return request instanceof HttpServletRequest;
		}

		static @Nullable InetAddress peer(Object request) {
			return IpLiteral.parse(((HttpServletRequest) request).getRemoteAddr());
		}

	}

}
