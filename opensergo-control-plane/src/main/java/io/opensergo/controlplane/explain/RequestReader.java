package io.opensergo.controlplane.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON requests of the {@code route} command: an array of objects, or a single
 * object. The first problem ends the reading, with its place.
 */
public final class RequestReader {

	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private static final int MAX_QUOTED = 60;

	private static final String KEYS = "service, method, scheme, authority, path, headers, random";

	private final JsonFactory json = new JsonFactory();

	private final String source;

	/**
	 * Creates a reader.
	 * @param source the name of the text in messages, such as a file path
	 */
	public RequestReader(String source) {
		this.source = source;
	}

	/**
	 * Reads all requests of a text.
	 * @param text the JSON text
	 * @return the requests, in order
	 * @throws InvalidRequestsException when the text is not of the expected form
	 */
	public List<ExplainRequest> read(String text) throws InvalidRequestsException {
		String json = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
		try (JsonParser parser = this.json.createParser(ObjectReadContext.empty(), json)) {
			return new Reading(parser).requests();
		}
		catch (JacksonException ex) {
			throw failure(ex.getLocation(), "not valid JSON: " + ex.getOriginalMessage().lines().findFirst().orElse(""),
					"mend the JSON text");
		}
	}

	private static String quoted(String text) {
		String start = (text.length() <= MAX_QUOTED) ? text : text.substring(0, MAX_QUOTED) + "...";
		return '"' + start.replaceAll("\\p{Cntrl}", "?") + '"';
	}

	private InvalidRequestsException failure(@Nullable TokenStreamLocation location, String reason, String fix) {
		String place = (location != null) ? ":" + location.getLineNr() + ":" + location.getColumnNr() : "";
		return new InvalidRequestsException(this.source + place + ": " + reason + "; " + fix);
	}

	/**
	 * One pass over the tokens.
	 */
	private final class Reading {

		private final JsonParser parser;

		Reading(JsonParser parser) {
			this.parser = parser;
		}

		List<ExplainRequest> requests() throws InvalidRequestsException {
			List<ExplainRequest> requests = new ArrayList<>();
			JsonToken first = this.parser.nextToken();
			if (first == JsonToken.START_OBJECT) {
				requests.add(request("request"));
			}
			else if (first == JsonToken.START_ARRAY) {
				while (this.parser.nextToken() != JsonToken.END_ARRAY) {
					requests.add(request("request[" + requests.size() + "]"));
				}
			}
			else {
				throw expected("a JSON array of requests", "the text");
			}
			if (this.parser.nextToken() != null) {
				throw problem("there is more text after the requests", "put all requests into one JSON array");
			}
			return requests;
		}

		private ExplainRequest request(String path) throws InvalidRequestsException {
			if (this.parser.currentToken() != JsonToken.START_OBJECT) {
				throw expected("an object", path);
			}
			TokenStreamLocation start = this.parser.currentTokenLocation();
			Fields fields = new Fields();
			while (this.parser.nextToken() == JsonToken.PROPERTY_NAME) {
				field(fields, path);
			}
			if (fields.service == null) {
				throw failure(start, path + " has no service", "add \"service\": \"name of the called service\"");
			}
			return fields.request(fields.service);
		}

		private void field(Fields fields, String path) throws InvalidRequestsException {
			String key = this.parser.currentName();
			String keyPath = path + "." + key;
			if (!fields.seen.add(key)) {
				throw problem(keyPath + " is there twice", "keep one");
			}
			switch (key) {
				case "service" -> fields.service = nonEmptyText(keyPath);
				case "method" -> fields.method = nonEmptyText(keyPath);
				case "scheme" -> fields.scheme = nonEmptyText(keyPath);
				case "authority" -> fields.authority = text(keyPath);
				case "path" -> fields.path = pathText(keyPath);
				case "headers" -> fields.headers = headers(keyPath);
				case "random" -> fields.random = random(keyPath);
				default -> throw problem("unknown key " + quoted(key) + " in " + path, "known keys are " + KEYS);
			}
		}

		private String text(String path) throws InvalidRequestsException {
			if (this.parser.nextToken() != JsonToken.VALUE_STRING) {
				throw expected("a string", path);
			}
			return this.parser.getString();
		}

		private String nonEmptyText(String path) throws InvalidRequestsException {
			String text = text(path);
			if (text.isEmpty()) {
				throw problem(path + " is empty", "write a value or leave the key out");
			}
			return text;
		}

		private String pathText(String path) throws InvalidRequestsException {
			String text = text(path);
			if (!text.startsWith("/")) {
				throw problem(path + " is " + quoted(text), "start it with \"/\"");
			}
			return text;
		}

		private double random(String path) throws InvalidRequestsException {
			if (!this.parser.nextToken().isNumeric()) {
				throw expected("a number", path);
			}
			double value = this.parser.getDoubleValue();
			if (!(value >= 0 && value < 1)) {
				throw problem(path + " is " + this.parser.getString(), "write a number from 0 up to, but not, 1");
			}
			return value;
		}

		private Map<String, String> headers(String path) throws InvalidRequestsException {
			if (this.parser.nextToken() != JsonToken.START_OBJECT) {
				throw expected("an object of header values by name", path);
			}
			Map<String, String> headers = new LinkedHashMap<>();
			while (this.parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = this.parser.currentName();
				if (name.isEmpty() || name.startsWith(":")) {
					throw problem(path + " has the header name " + quoted(name),
							"write method, scheme, authority and path as keys of the request");
				}
				for (String value : values(path + "." + name)) {
					headers.merge(name.toLowerCase(Locale.ROOT), value, (one, other) -> one + "," + other);
				}
			}
			return headers;
		}

		private List<String> values(String path) throws InvalidRequestsException {
			JsonToken token = this.parser.nextToken();
			if (token == JsonToken.VALUE_STRING) {
				return List.of(this.parser.getString());
			}
			if (token != JsonToken.START_ARRAY) {
				throw expected("a string or an array of strings", path);
			}
			List<String> values = new ArrayList<>();
			while (this.parser.nextToken() != JsonToken.END_ARRAY) {
				if (this.parser.currentToken() != JsonToken.VALUE_STRING) {
					throw expected("a string", path + "[" + values.size() + "]");
				}
				values.add(this.parser.getString());
			}
			return values;
		}

		private InvalidRequestsException expected(String what, String path) {
			return problem("expected " + what + " at " + path + " but found " + found(),
					"see the example of route --help");
		}

		private String found() {
			JsonToken token = this.parser.currentToken();
			if (token == null) {
				return "nothing";
			}
			return switch (token) {
				case START_OBJECT -> "an object";
				case START_ARRAY -> "an array";
				case VALUE_STRING -> "the string " + quoted(this.parser.getString());
				case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + this.parser.getString();
				default -> this.parser.getString();
			};
		}

		private InvalidRequestsException problem(String reason, String fix) {
			return failure(this.parser.currentTokenLocation(), reason, fix);
		}

	}

	/**
	 * The keys of one request as far as they are read.
	 */
	private static final class Fields {

		private final Set<String> seen = new LinkedHashSet<>();

		private @Nullable String service;

		private String method = "GET";

		private String scheme = "http";

		private @Nullable String authority;

		private String path = "/";

		private Map<String, String> headers = Map.of();

		private @Nullable Double random;

		ExplainRequest request(String service) {
			String authority = (this.authority != null) ? this.authority : service;
			return new ExplainRequest(service, this.method, this.scheme, authority, this.path, this.headers,
					this.random);
		}

	}

}
