package io.opensergo.spring.propagation.grpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.opensergo.core.lane.InboundRequest;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call as the entry rules see it: the HTTP/2 request that it is on the wire, by
 * the <a href= "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">mapping
 * of gRPC</a>. It has no query and no cookies, and binary metadata is no text.
 *
 * @param call the call
 * @param metadata its metadata
 */
record GrpcInboundRequest(ServerCall<?, ?> call, Metadata metadata) implements InboundRequest {

	@Override
	public String method() {
		return "POST";
	}

	@Override
	public String scheme() {
		return (this.call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION) != null) ? "https" : "http";
	}

	@Override
	public @Nullable String authority() {
		return this.call.getAuthority();
	}

	@Override
	public String path() {
		return "/" + this.call.getMethodDescriptor().getFullMethodName();
	}

	@Override
	public @Nullable String header(String name) {
		List<String> values = MetadataAccess.INSTANCE.values(this.metadata, name);
		return (values != null) ? String.join(",", values) : null;
	}

	@Override
	public @Nullable String cookie(String name) {
		return null;
	}

	@Override
	public @Nullable InetAddress remoteAddress() {
		return (this.call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address)
				? address.getAddress() : null;
	}

}
