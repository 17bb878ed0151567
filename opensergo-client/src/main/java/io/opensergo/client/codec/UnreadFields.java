package io.opensergo.client.codec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/**
 * Tells which parts of a message nobody reads, so that nothing is dropped in silence.
 */
final class UnreadFields {

	private UnreadFields() {
	}

	/**
	 * Reports each field that is set and not read.
	 */
	static void report(Message message, String path, Problems problems, Set<Integer> read) {
		for (FieldDescriptor field : message.getAllFields().keySet()) {
			if (!read.contains(field.getNumber())) {
				problems.warning(join(path, field.getName()),
						"field '" + field.getName() + "' is not supported and ignored",
						"remove it, or do not rely on it");
			}
		}
	}

	/**
	 * Reports each field, at any depth, that the schema does not know: a newer sender.
	 */
	static void reportUnknown(Message message, String path, Problems problems) {
		for (int number : unknown(message)) {
			problems.warning(path, "field number " + number + " of " + message.getDescriptorForType().getFullName()
					+ " is unknown and ignored", "use a release that knows it, or remove the field");
		}
		for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
			String fieldPath = join(path, entry.getKey().getName());
			if (entry.getValue() instanceof Message child) {
				reportUnknown(child, fieldPath, problems);
			}
			else if (entry.getValue() instanceof List<?> children) {
				reportUnknownInList(children, fieldPath, problems);
			}
		}
	}

	private static void reportUnknownInList(List<?> children, String path, Problems problems) {
		for (int i = 0; i < children.size(); i++) {
			if (children.get(i) instanceof Message child) {
				reportUnknown(child, path + "[" + i + "]", problems);
			}
		}
	}

	/**
	 * Whether a field, at any depth, is unknown to the schema.
	 */
	static boolean hasUnknown(Message message) {
		if (!message.getUnknownFields().asMap().isEmpty()) {
			return true;
		}
		for (Object value : message.getAllFields().values()) {
			if (value instanceof Message child && hasUnknown(child)) {
				return true;
			}
			if (value instanceof List<?> children
					&& children.stream().anyMatch((item) -> item instanceof Message child && hasUnknown(child))) {
				return true;
			}
		}
		return false;
	}

	private static Set<Integer> unknown(Message message) {
		return new TreeSet<>(message.getUnknownFields().asMap().keySet());
	}

	static String join(String path, String field) {
		return path.isEmpty() ? field : path + "." + field;
	}

}
