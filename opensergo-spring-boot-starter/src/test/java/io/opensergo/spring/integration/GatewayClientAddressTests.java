package io.opensergo.spring.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for hashing the address of the client behind a gateway. Only on Linux is all of
 * 127.0.0.0/8 an address of the machine.
 */
@EnabledOnOs(OS.LINUX)
class GatewayClientAddressTests {

	private static final int CLIENTS = 20;

	private static TestChain chain;

	@BeforeAll
	static void start(@TempDir Path folder) {
		chain = new TestChain();
		for (int i = 0; i < 4; i++) {
			chain.instance("stock", "stock-" + i, null);
		}
		chain.property("spring.application.name", "gateway");
		chain.property("spring.cloud.gateway.server.webflux.routes[0].id", "stock");
		chain.property("spring.cloud.gateway.server.webflux.routes[0].uri", "lb://stock");
		chain.property("spring.cloud.gateway.server.webflux.routes[0].predicates[0]", "Path=/**");
		chain.rules(folder, """
				apiVersion: traffic.opensergo.io/v1alpha1
				kind: VirtualWorkload
				metadata: {name: stock, namespace: default}
				spec:
				  host: stock
				  trafficPolicy:
				    loadBalancer:
				      consistentHash: {useSourceIp: true}
				""");
		chain.start(WebApplicationType.REACTIVE, GatewayApplication.class);
	}

	@AfterAll
	static void stop() {
		chain.close();
	}

	@Test
	void eachClientStaysAtItsInstanceAndClientsAreSpread() throws IOException {
		Set<String> instances = new HashSet<>();
		for (int client = 1; client <= CLIENTS; client++) {
			String address = "127.0.0." + client;
			String first = get(address);
			assertThat(get(address)).isEqualTo(first);
			assertThat(get(address)).isEqualTo(first);
			instances.add(first);
		}
		assertThat(instances).hasSizeGreaterThan(1);
	}

	private static String get(String clientAddress) throws IOException {
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress(clientAddress, 0));
			socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), chain.port()));
			socket.getOutputStream()
				.write("GET /items HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(response).startsWith("HTTP/1.1 200");
			int name = response.indexOf("stock-");
			return response.substring(name, name + "stock-0".length());
		}
	}

}
