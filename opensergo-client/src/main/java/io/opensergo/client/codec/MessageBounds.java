package io.opensergo.client.codec;

import java.util.List;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opensergo.protocol.envoy.type.matcher.v3.RegexMatcher;
import io.opensergo.protocol.fault_tolerance.v1.FaultToleranceRule.FaultToleranceRuleTargetRef;
import io.opensergo.protocol.traffic.v1.StringMatch;

/**
 * Bounds of what one push may hold. What is beyond them is refused before it is read: a
 * control plane that has gone wild must not take its applications along. Confined to one
 * thread; counts for one push.
 */
final class MessageBounds {

	/**
	 * The most rules of one push, that is of one application and kind.
	 */
	static final int MAX_RULES = 20_000;

	/**
	 * The most regular expressions of one push. Each is compiled, and costs memory.
	 */
	static final int MAX_REGEXES = 10_000;

	/**
	 * The most labels of one selector or subset.
	 */
	static final int MAX_LABELS = 64;

	private int regexes;

	/**
	 * Counts a message; what is too much becomes an error.
	 * @return {@code false} when the message must not be read
	 */
	boolean admit(Message message, Problems problems) {
		if (!hasFewLabels(message, "", problems)) {
			return false;
		}
		if (this.regexes > MAX_REGEXES) {
			problems.error("", "the push holds more than " + MAX_REGEXES + " regular expressions",
					"use exact or prefix conditions, or split the application");
			return false;
		}
		return true;
	}

	private boolean hasFewLabels(Message message, String path, Problems problems) {
		if (isRegex(message)) {
			this.regexes++;
		}
		for (FieldDescriptor field : message.getAllFields().keySet()) {
			if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
					&& !hasFewLabels(message, field, UnreadFields.join(path, field.getName()), problems)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isRegex(Message message) {
		if (message instanceof StringMatch match) {
			return match.getConditionCase() == StringMatch.ConditionCase.REGEX;
		}
		return message instanceof RegexMatcher || (message instanceof FaultToleranceRuleTargetRef target
				&& !target.getTargetResourceRegex().isEmpty());
	}

	private boolean hasFewLabels(Message message, FieldDescriptor field, String path, Problems problems) {
		if (!field.isRepeated()) {
			return hasFewLabels((Message) message.getField(field), path, problems);
		}
		List<?> children = (List<?>) message.getField(field);
		if (field.isMapField() && children.size() > MAX_LABELS) {
			problems.error(path, "there are " + children.size() + " entries, at most " + MAX_LABELS + " are allowed",
					"use fewer labels");
			return false;
		}
		for (int i = 0; i < children.size(); i++) {
			if (!hasFewLabels((Message) children.get(i), path + "[" + i + "]", problems)) {
				return false;
			}
		}
		return true;
	}

}
