package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.source.RuleSet;
import io.opensergo.protocol.envoy.extensions.filters.http.cors.v3.CorsProto;
import io.opensergo.protocol.envoy.extensions.filters.http.fault.v3.FaultProto;
import io.opensergo.protocol.router.v1.ClusterFallbackProto;
import org.jspecify.annotations.Nullable;

/**
 * Reads Envoy's {@code RouteConfiguration} as JSON, as a person or an Envoy dump writes
 * it: field names in snake_case or camelCase. Unknown fields are errors; extensions of
 * unknown type are left out and reported. Immutable.
 */
public final class RouteConfigurationJson {

	/**
	 * How deep a document may be nested; protobuf allows the same.
	 */
	private static final int MAX_DEPTH = 100;

	private static final String TYPE = "@type";

	private final String namespace;

	private final TypeRegistry types;

	/**
	 * Creates a reader.
	 * @param namespace the namespace of configurations that name none
	 */
	public RouteConfigurationJson(String namespace) {
		this.namespace = Objects.requireNonNull(namespace, "namespace");
		this.types = TypeRegistry.newBuilder()
			.add(io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.getDescriptor())
			.add(FaultProto.getDescriptor().getMessageTypes())
			.add(CorsProto.getDescriptor().getMessageTypes())
			.add(ClusterFallbackProto.getDescriptor().getMessageTypes())
			.build();
	}

	/**
	 * Reads a document, as strictly as Envoy does.
	 * @param source the name of the document in messages, such as a file path
	 * @param json the text, one JSON object
	 * @return the configuration, or none when there are errors; and what is wrong
	 */
	public RuleSet read(String source, String json) {
		Problems problems = new Problems(source, RuleKind.TRAFFIC_ROUTER, this.namespace);
		io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration message = message(json, problems);
		List<Rule> rules = new ArrayList<>();
		if (message != null) {
			RouteConfiguration configuration = new RouteConfigurationDecoder(DecodeProfile.STRICT, this.namespace,
					problems)
				.decode(message);
			if (!problems.hasErrors()) {
				rules.add(configuration);
			}
		}
		return new RuleSet(rules, problems.toList());
	}

	private io.opensergo.protocol.envoy.config.route.v3.@Nullable RouteConfiguration message(String json,
			Problems problems) {
		try {
			JsonElement document = JsonParser.parseString(json);
			if (!(document instanceof JsonObject object)) {
				problems.error("", "the document is no JSON object", "write an object with 'virtual_hosts'");
				return null;
			}
			// What a dump of Envoy's configuration says of the document itself.
			object.remove(TYPE);
			stripUnknownTypes(object, "", 0, problems);
			io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration.Builder builder = io.opensergo.protocol.envoy.config.route.v3.RouteConfiguration
				.newBuilder();
			JsonFormat.parser().usingTypeRegistry(this.types).merge(object.toString(), builder);
			return builder.build();
		}
		catch (JsonParseException | InvalidProtocolBufferException ex) {
			problems.error("", "the document is no Envoy RouteConfiguration: " + ex.getMessage(),
					"compare it with envoy.config.route.v3.RouteConfiguration");
			return null;
		}
	}

	/**
	 * An extension of unknown type makes the parser give up the whole document, although
	 * the routes around it can be read.
	 */
	private void stripUnknownTypes(JsonElement element, String path, int depth, Problems problems) {
		if (depth > MAX_DEPTH) {
			throw new JsonParseException("more than " + MAX_DEPTH + " levels");
		}
		if (element instanceof JsonObject object) {
			for (Map.Entry<String, JsonElement> entry : List.copyOf(object.entrySet())) {
				String childPath = UnreadFields.join(path, entry.getKey());
				if (isOfUnknownType(entry.getValue(), childPath, problems)) {
					object.remove(entry.getKey());
				}
				else {
					stripUnknownTypes(entry.getValue(), childPath, depth + 1, problems);
				}
			}
		}
		else if (element instanceof JsonArray array) {
			for (int i = array.size() - 1; i >= 0; i--) {
				String childPath = path + "[" + i + "]";
				if (isOfUnknownType(array.get(i), childPath, problems)) {
					array.remove(i);
				}
				else {
					stripUnknownTypes(array.get(i), childPath, depth + 1, problems);
				}
			}
		}
	}

	private boolean isOfUnknownType(JsonElement element, String path, Problems problems) {
		if (!(element instanceof JsonObject object) || !object.has(TYPE) || !object.get(TYPE).isJsonPrimitive()) {
			return false;
		}
		String name = object.get(TYPE).getAsString();
		if (this.types.find(name.substring(name.lastIndexOf('/') + 1)) != null) {
			return false;
		}
		problems.warning(path, "the extension type '" + name + "' is not supported and ignored",
				"remove it, or do not rely on it");
		return true;
	}

}
