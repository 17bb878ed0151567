package io.opensergo.spring.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium, driven over WebDriver.
 *
 * @see <a href="https://www.w3.org/TR/webdriver2/">WebDriver</a>
 */
final class Browser implements AutoCloseable {

	private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

	private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

	private static final Pattern PORT = Pattern.compile("started successfully on port ([0-9]+)");

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process driver;

	private final String session;

	private Browser(Process driver, int port, Path profile) {
		this.driver = driver;
		String sessions = "http://127.0.0.1:" + port + "/session";
		String arguments = Stream
			.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
					"--disable-background-networking", "--disable-component-update", "--disable-sync",
					"--disable-dev-shm-usage", "--user-data-dir=" + profile)
			.map((argument) -> '"' + argument + '"')
			.reduce((first, second) -> first + "," + second)
			.orElseThrow();
		String answer = send("POST", sessions,
				"{\"capabilities\": {\"alwaysMatch\": {\"goog:chromeOptions\": {\"binary\": \"" + CHROMIUM
						+ "\", \"args\": [" + arguments + "]}}}}");
		this.session = sessions + "/" + JsonPath.<String>read(answer, "$.value.sessionId");
	}

	static boolean isInstalled() {
		return Files.isExecutable(DRIVER) && Files.isExecutable(CHROMIUM);
	}

	/**
	 * Starts a browser without a past.
	 * @param profile an empty folder for all that it keeps
	 */
	static Browser start(Path profile) throws IOException {
		Process driver = new ProcessBuilder(DRIVER.toString(), "--port=0").redirectErrorStream(true).start();
		try {
			return new Browser(driver, portOf(driver), profile);
		}
		catch (RuntimeException | IOException ex) {
			driver.destroyForcibly();
			throw ex;
		}
	}

	private static int portOf(Process driver) throws IOException {
		BufferedReader output = new BufferedReader(
				new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
		StringBuilder seen = new StringBuilder();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			Matcher port = PORT.matcher(line);
			if (port.find()) {
				return Integer.parseInt(port.group(1));
			}
			seen.append(line).append('\n');
		}
		throw new IllegalStateException("chromedriver did not start: " + seen);
	}

	/**
	 * Opens a page.
	 * @param url the address
	 * @return the text of the page
	 */
	String open(String url) {
		send("POST", this.session + "/url", "{\"url\": \"" + url + "\"}");
		return script("return document.body.innerText");
	}

	/**
	 * Runs a script in the page.
	 * @param script the body of a function
	 * @return what it returns, as text
	 */
	String script(String script) {
		String answer = send("POST", this.session + "/execute/sync", "{\"script\": \"" + script + "\", \"args\": []}");
		return String.valueOf(JsonPath.<Object>read(answer, "$.value"));
	}

	/**
	 * The cookies that the browser has for the page.
	 * @return their attributes
	 */
	List<Map<String, Object>> cookies() {
		return JsonPath.read(send("GET", this.session + "/cookie", null), "$.value");
	}

	private String send(String method, String url, @Nullable String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url))
			.timeout(TIMEOUT)
			.method(method,
					(body != null) ? HttpRequest.BodyPublishers.ofString(body) : HttpRequest.BodyPublishers.noBody())
			.build();
		try {
			HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException(method + " " + url + ": " + response.body());
			}
			return response.body();
		}
		catch (IOException ex) {
			throw new IllegalStateException(method + " " + url, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Ends the browser, then its driver.
	 */
	@Override
	public void close() {
		try {
			send("DELETE", this.session, null);
		}
		finally {
			this.driver.destroy();
			try {
				if (!this.driver.waitFor(10, TimeUnit.SECONDS)) {
					this.driver.destroyForcibly();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
