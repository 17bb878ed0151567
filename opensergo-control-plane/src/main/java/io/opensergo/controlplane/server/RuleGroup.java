package io.opensergo.controlplane.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.Any;
import io.opensergo.core.rule.Rule;
import io.opensergo.protocol.transport.v1.DataWithVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules that are served together, and their encoded form. All keys with the same rules
 * share one group, such as the lanes that every application hears of, so that they are
 * encoded once. Not safe for several threads.
 */
final class RuleGroup {

	private static final Logger logger = LoggerFactory.getLogger(RuleGroup.class);

	/**
	 * Clients of gRPC refuse larger messages unless they are told not to.
	 */
	private static final int USUAL_CLIENT_LIMIT = 4 * 1024 * 1024;

	private final List<Rule> rules;

	private @Nullable Encoded encoded;

	RuleGroup(List<Rule> rules) {
		this.rules = List.copyOf(rules);
	}

	List<Rule> rules() {
		return this.rules;
	}

	/**
	 * The rules as they travel.
	 * @param encoder encodes them the first time
	 * @param lastChange when the place that they come from changed last
	 * @return the rules with the version that belongs to this time
	 */
	DataWithVersion data(RuleEncoder encoder, Instant lastChange) {
		Encoded current = this.encoded;
		if (current == null || !current.lastChange().equals(lastChange)) {
			List<Any> data = (current != null) ? current.data().getDataList() : encode(encoder);
			current = new Encoded(lastChange, data(data, lastChange));
			this.encoded = current;
		}
		return current.data();
	}

	private List<Any> encode(RuleEncoder encoder) {
		List<Any> data = new ArrayList<>();
		long bytes = 0;
		for (Rule rule : this.rules) {
			Any encoded = encoder.encode(rule);
			bytes += encoded.getSerializedSize();
			data.add(encoded);
		}
		if (bytes > USUAL_CLIENT_LIMIT) {
			logger.warn(
					"{} and the {} rules served with it have {} bytes together; clients of gRPC refuse more than {}"
							+ " unless their limit is raised: remove rules, or spread them over applications",
					this.rules.get(0).id(), this.rules.size() - 1, bytes, USUAL_CLIENT_LIMIT);
		}
		return data;
	}

	private static DataWithVersion data(List<Any> data, Instant lastChange) {
		return DataWithVersion.newBuilder().addAllData(data).setVersion(RuleVersions.of(lastChange, data)).build();
	}

	/**
	 * What was encoded.
	 *
	 * @param lastChange the time that the version is made of
	 * @param data the rules with their version
	 */
	private record Encoded(Instant lastChange, DataWithVersion data) {
	}

}
