package io.opensergo.spring.sentinel.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;

import com.alibaba.csp.sentinel.command.CommandCenterProvider;
import com.alibaba.csp.sentinel.config.SentinelConfig;
import com.alibaba.csp.sentinel.transport.config.TransportConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link LocalCommandCenter}.
 */
class LocalCommandCenterTests {

	private final LocalCommandCenter center = new LocalCommandCenter();

	@AfterEach
	void stop() throws IOException {
		this.center.stop();
		System.clearProperty(TransportSettings.ENABLED);
		SentinelConfig.removeConfig(TransportConfig.SERVER_PORT);
	}

	@Test
	void isTheOneThatSentinelTakes() {
		assertThat(CommandCenterProvider.getCommandCenter()).isInstanceOf(LocalCommandCenter.class);
	}

	@Test
	void listensNotUnlessAskedTo() throws Exception {
		this.center.beforeStart();
		this.center.start();
		assertThat(TransportConfig.getRuntimePort()).isNotPositive();
	}

	@Test
	void listensOnTheLoopbackInterfaceOnly() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			SentinelConfig.setConfig(TransportConfig.SERVER_PORT, String.valueOf(taken.getLocalPort()));
			System.setProperty(TransportSettings.ENABLED, "true");
			this.center.beforeStart();
			this.center.start();
			int port = TransportConfig.getRuntimePort();
			assertThat(port).isPositive().isNotEqualTo(taken.getLocalPort());
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/version")).build();
			assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
			for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
				for (InetAddress address : Collections.list(network.getInetAddresses())) {
					if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
						assertThatIOException().isThrownBy(() -> new Socket(address, port).close());
					}
				}
			}
		}
	}

}
