package io.opensergo.core.source;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.opensergo.core.source.RuleSourceStatus.State;

/**
 * Rules from fixed texts, such as resources of the class path. They are read once.
 */
public final class ResourceRuleSource implements RuleSource {

	private final String name;

	private final Map<String, String> texts;

	private final RuleDocumentReader reader;

	private final Clock clock;

	private volatile RuleSourceStatus status = new RuleSourceStatus(State.STARTING, "Not started", null);

	/**
	 * Creates a source; nothing is read yet.
	 * @param name the name that reports show, unique among the sources of a store
	 * @param texts the texts by their names in messages, such as
	 * {@code classpath:opensergo/lanes.yaml}, in the order of reading
	 * @param reader the reader of the texts
	 */
	public ResourceRuleSource(String name, Map<String, String> texts, RuleDocumentReader reader) {
		this(name, texts, reader, Clock.systemUTC());
	}

	ResourceRuleSource(String name, Map<String, String> texts, RuleDocumentReader reader, Clock clock) {
		this.name = Objects.requireNonNull(name, "name");
		this.texts = new LinkedHashMap<>(texts);
		this.reader = Objects.requireNonNull(reader, "reader");
		this.clock = clock;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void start(RuleSourceListener listener) {
		List<RuleDocument> documents = new ArrayList<>();
		this.texts.forEach((source, text) -> documents.addAll(this.reader.readDocuments(source, text)));
		RuleSet rules = RuleDocument.merge(documents);
		this.status = new RuleSourceStatus(State.UP,
				rules.rules().size() + " rules from " + this.texts.size() + " resources, read once",
				this.clock.instant());
		listener.onRules(rules);
	}

	@Override
	public RuleSourceStatus status() {
		return this.status;
	}

	@Override
	public void close() {
		this.status = new RuleSourceStatus(State.CLOSED, "Closed", this.status.lastUpdate());
	}

}
