package io.opensergo.spring.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP client that sends what it is told to, byte for byte: any path, any header.
 */
final class RawHttp {

	private static final int PATIENCE = (int) Duration.ofSeconds(20).toMillis();

	private RawHttp() {
	}

	static Answer send(int port, String method, String path, Map<String, String> headers, String body) {
		StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
		Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		all.put("Host", "127.0.0.1:" + port);
		all.put("Connection", "close");
		if (!body.isEmpty() && !headers.containsKey("transfer-encoding")) {
			all.put("Content-Length", String.valueOf(body.getBytes(StandardCharsets.UTF_8).length));
		}
		all.putAll(headers);
		all.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
		request.append("\r\n").append(body);
		long start = System.nanoTime();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(PATIENCE);
			socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
			socket.getOutputStream().flush();
			byte[] bytes = readAll(socket.getInputStream());
			return Answer.parse(bytes, Duration.ofNanos(System.nanoTime() - start));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What came until the end, also when the end was a reset.
	 */
	private static byte[] readAll(InputStream in) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		try {
			for (int count = in.read(buffer); count != -1; count = in.read(buffer)) {
				all.write(buffer, 0, count);
			}
		}
		catch (java.net.SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			if (all.size() == 0) {
				throw ex;
			}
		}
		return all.toByteArray();
	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param headers the headers by name, whatever its case; several values joined with
	 * {@code ,}
	 * @param body the body
	 * @param complete whether the body ended as it should
	 * @param time how long it took until the connection was closed
	 */
	record Answer(int status, Map<String, String> headers, String body, boolean complete, Duration time) {

		static Answer parse(byte[] bytes, Duration time) {
			String text = new String(bytes, StandardCharsets.UTF_8);
			int end = text.indexOf("\r\n\r\n");
			if (end == -1) {
				throw new IllegalStateException("No answer but '" + text + "'");
			}
			String[] lines = text.substring(0, end).split("\r\n");
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			for (int i = 1; i < lines.length; i++) {
				int colon = lines[i].indexOf(':');
				headers.merge(lines[i].substring(0, colon), lines[i].substring(colon + 1).trim(),
						(one, two) -> one + "," + two);
			}
			String rest = text.substring(end + 4);
			int status = Integer.parseInt(lines[0].split(" ")[1]);
			if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
				return new Answer(status, headers, dechunk(rest),
						("\r\n" + rest).contains("\r\n0\r\n") && rest.endsWith("\r\n\r\n"), time);
			}
			String length = headers.get("content-length");
			boolean complete = length == null
					|| Integer.parseInt(length) == rest.getBytes(StandardCharsets.UTF_8).length;
			return new Answer(status, headers, rest, complete, time);
		}

		private static String dechunk(String chunks) {
			StringBuilder body = new StringBuilder();
			int position = 0;
			while (position < chunks.length()) {
				int line = chunks.indexOf("\r\n", position);
				int size = (line != -1) ? Integer.parseInt(chunks.substring(position, line).trim(), 16) : 0;
				if (size == 0) {
					break;
				}
				int start = line + 2;
				body.append(chunks, start, Math.min(chunks.length(), start + size));
				position = start + size + 2;
			}
			return body.toString();
		}

	}

}
