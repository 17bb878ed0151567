package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * HTTP on the loopback interface.
 */
final class Web {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.build();

	private final JsonMapper json = JsonMapper.builder().build();

	/**
	 * Sends a GET request.
	 * @param uri the address
	 * @param headers the headers
	 * @return the response, whatever its status
	 * @throws IOException when there is none
	 */
	HttpResponse<String> get(String uri, Map<String, String> headers) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).timeout(TIMEOUT);
		headers.forEach(request::header);
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while waiting for " + uri);
		}
	}

	/**
	 * Whether a GET request is answered with 200.
	 */
	boolean isOk(String uri) {
		return Waiting.ask(() -> get(uri, Map.of()).statusCode() == 200);
	}

	/**
	 * The body of a GET request as JSON.
	 * @throws IOException when there is no response
	 */
	JsonNode json(String uri) throws IOException {
		return this.json.readTree(get(uri, Map.of()).body());
	}

	<T> T read(String body, Class<T> type) {
		return this.json.readValue(body, type);
	}

	/**
	 * Whether something listens on a port.
	 */
	static boolean isListening(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
