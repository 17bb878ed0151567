package io.opensergo.client.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.opensergo.protocol.envoy.config.core.v3.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What our routes know and Envoy's message has no field for. It travels as filter
 * metadata, which other readers ignore.
 */
final class RouteExtension {

	/**
	 * The key of the filter metadata.
	 */
	static final String KEY = "io.opensergo";

	static final String NAMESPACE = "namespace";

	static final String LABELS = "labels";

	static final String SOURCE_LABELS = "sourceLabels";

	static final String SOURCE_NAMESPACE = "sourceNamespace";

	static final String GATEWAYS = "gateways";

	static final String PORT = "port";

	/**
	 * The weight of a route's only destination: it does not count, and Envoy has no place
	 * for it.
	 */
	static final String WEIGHT = "weight";

	static final String REDIRECT_CODE = "redirectCode";

	static final String DERIVE_PORT = "derivePort";

	private final Struct.Builder fields;

	private RouteExtension(Struct.Builder fields) {
		this.fields = fields;
	}

	static RouteExtension create() {
		return new RouteExtension(Struct.newBuilder());
	}

	static RouteExtension of(Metadata metadata) {
		return new RouteExtension(metadata.getFilterMetadataOrDefault(KEY, Struct.getDefaultInstance()).toBuilder());
	}

	RouteExtension text(String name, String value) {
		this.fields.putFields(name, textValue(value));
		return this;
	}

	RouteExtension number(String name, int value) {
		this.fields.putFields(name, Value.newBuilder().setNumberValue(value).build());
		return this;
	}

	RouteExtension texts(String name, List<String> values) {
		if (!values.isEmpty()) {
			ListValue.Builder list = ListValue.newBuilder();
			values.forEach((value) -> list.addValues(textValue(value)));
			this.fields.putFields(name, Value.newBuilder().setListValue(list).build());
		}
		return this;
	}

	RouteExtension texts(String name, Map<String, String> values) {
		if (!values.isEmpty()) {
			Struct.Builder map = Struct.newBuilder();
			values.forEach((key, value) -> map.putFields(key, textValue(value)));
			this.fields.putFields(name, Value.newBuilder().setStructValue(map).build());
		}
		return this;
	}

	boolean isEmpty() {
		return this.fields.getFieldsCount() == 0;
	}

	Metadata toMetadata() {
		return Metadata.newBuilder().putFilterMetadata(KEY, this.fields.build()).build();
	}

	@Nullable String text(String name) {
		Value value = this.fields.getFieldsOrDefault(name, Value.getDefaultInstance());
		return value.hasStringValue() ? value.getStringValue() : null;
	}

	@Nullable Integer number(String name) {
		Value value = this.fields.getFieldsOrDefault(name, Value.getDefaultInstance());
		double number = value.getNumberValue();
		return (value.hasNumberValue() && number == (int) number) ? (int) number : null;
	}

	List<String> list(String name) {
		List<String> values = new ArrayList<>();
		for (Value value : this.fields.getFieldsOrDefault(name, Value.getDefaultInstance())
			.getListValue()
			.getValuesList()) {
			values.add(value.getStringValue());
		}
		return values;
	}

	Map<String, String> map(String name) {
		Map<String, String> values = new LinkedHashMap<>();
		this.fields.getFieldsOrDefault(name, Value.getDefaultInstance())
			.getStructValue()
			.getFieldsMap()
			.forEach((key, value) -> values.put(key, value.getStringValue()));
		return values;
	}

	private static Value textValue(String value) {
		return Value.newBuilder().setStringValue(value).build();
	}

}
