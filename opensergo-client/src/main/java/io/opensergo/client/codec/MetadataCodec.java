package io.opensergo.client.codec;

import java.util.TreeMap;

import io.opensergo.core.rule.RuleMetadata;

/**
 * Metadata to and from our own message.
 */
final class MetadataCodec {

	private MetadataCodec() {
	}

	static io.opensergo.protocol.traffic.v1.RuleMetadata encode(RuleMetadata metadata) {
		return io.opensergo.protocol.traffic.v1.RuleMetadata.newBuilder()
			.setNamespace(metadata.namespace())
			.setName(metadata.name())
			.putAllLabels(new TreeMap<>(metadata.labels()))
			.build();
	}

	static RuleMetadata decode(io.opensergo.protocol.traffic.v1.RuleMetadata message, String namespace,
			Problems problems) {
		if (message.getName().isEmpty()) {
			problems.error("metadata.name", "the rule has no name", "set metadata.name");
		}
		problems.nameRule(message.getName());
		return decode(message, message.getName(), namespace);
	}

	/**
	 * Reads the metadata of a rule whose name is told elsewhere.
	 */
	static RuleMetadata decode(io.opensergo.protocol.traffic.v1.RuleMetadata message, String name, String namespace) {
		return new RuleMetadata(message.getNamespace().isEmpty() ? namespace : message.getNamespace(), name,
				message.getLabelsMap());
	}

}
