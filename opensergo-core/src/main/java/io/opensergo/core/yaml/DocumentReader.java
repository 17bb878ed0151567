package io.opensergo.core.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.opensergo.core.rule.Rule;
import io.opensergo.core.rule.RuleKind;
import io.opensergo.core.rule.RuleMetadata;
import io.opensergo.core.source.RuleDocument;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads what all kinds have in common, and hands the {@code spec} to the reader of the
 * kind.
 */
final class DocumentReader {

	/**
	 * The longest name or namespace, as in Kubernetes.
	 */
	static final int MAX_NAME_LENGTH = 253;

	private static final String GROUP = "opensergo.io";

	private final String source;

	private final String defaultNamespace;

	DocumentReader(String source, String defaultNamespace) {
		this.source = source;
		this.defaultNamespace = defaultNamespace;
	}

	/**
	 * Reads a document; a {@code List} holds several.
	 * @param root the root
	 * @param lineOffset the number of lines before the text that the marks count in
	 * @return the documents, none for an empty one
	 */
	List<RuleDocument> read(Node root, int lineOffset) {
		Problems problems = new Problems(this.source, lineOffset);
		YamlValue value = new YamlValue(root, "", problems);
		if (value.isNull()) {
			return List.of();
		}
		YamlObject object = value.object();
		if (object != null && isList(object)) {
			return readItems(object, problems);
		}
		return List.of((object != null) ? readOne(object, problems) : refused(root, problems));
	}

	/**
	 * Reads what can be told of a document that is not YAML from some place on.
	 * @param broken the broken document
	 * @return the document, refused
	 */
	RuleDocument readBroken(YamlStream.Broken broken) {
		Problems problems = new Problems(this.source, broken.lineOffset());
		problems.error(broken.mark(), "", broken.reason(), broken.fix());
		int line = broken.lineOffset() + 1;
		if (!(broken.head() instanceof MappingNode head)) {
			return new RuleDocument(this.source, line, null, null, null, null, problems.rejections());
		}
		// problems of the part before the error would only distract from the error
		YamlObject object = new YamlObject(head, "", new Problems(this.source, 0));
		Identity identity = identity(object);
		problems.kind(identity.kind());
		problems.identity(identity.namespace(), identity.name());
		return new RuleDocument(this.source, line, identity.kind(), identity.namespace(), identity.name(), null,
				problems.rejections());
	}

	private static boolean isList(YamlObject object) {
		String kind = plainText(object, "kind");
		YamlValue items = object.raw("items");
		return kind != null && kind.endsWith("List") && items != null && items.isList();
	}

	private List<RuleDocument> readItems(YamlObject list, Problems problems) {
		List<RuleDocument> documents = new ArrayList<>();
		for (YamlValue item : list.list("items")) {
			Problems own = new Problems(this.source, problems.lineOffset());
			YamlObject object = new YamlValue(item.node(), item.path(), own).object();
			documents.add((object != null) ? readOne(object, own) : refused(item.node(), own));
		}
		return documents;
	}

	private RuleDocument refused(Node node, Problems problems) {
		return new RuleDocument(this.source, problems.line(node.getStartMark()), null, null, null, null,
				problems.rejections());
	}

	private RuleDocument readOne(YamlObject object, Problems problems) {
		Identity identity = identity(object);
		problems.kind(identity.kind());
		problems.identity(identity.namespace(), identity.name());
		Rule rule = readRule(object, identity);
		return new RuleDocument(this.source, problems.line(object.node().getStartMark()), identity.kind(),
				identity.namespace(), identity.name(), problems.hasErrors() ? null : rule, problems.rejections());
	}

	private @Nullable Rule readRule(YamlObject object, Identity identity) {
		YamlValue apiVersionValue = object.required("apiVersion",
				"apiVersion: " + RuleKind.TRAFFIC_ROUTER.apiVersion());
		String apiVersion = (apiVersionValue != null) ? apiVersionValue.nonEmptyText() : null;
		if (apiVersion != null && !isOurs(apiVersion)) {
			object.warning(
					"not an OpenSergo rule, ignored: " + YamlValue.shown(apiVersion) + " "
							+ YamlValue.shown((identity.kind() != null) ? identity.kind() : ""),
					"move it out of the rule files to keep reports short");
			return null;
		}
		YamlValue kindValue = object.required("kind", "the kind, such as kind: TrafficRouter");
		String kindName = (kindValue != null) ? kindValue.nonEmptyText() : null;
		RuleMetadata metadata = readMetadata(object);
		if (apiVersionValue == null || apiVersion == null || kindValue == null || kindName == null) {
			return null;
		}
		RuleKind kind = readKind(apiVersionValue, apiVersion, kindValue, kindName);
		return (kind != null) ? readSpec(object, kind, metadata) : null;
	}

	private static @Nullable Rule readSpec(YamlObject object, RuleKind kind, @Nullable RuleMetadata metadata) {
		object.isSet("status");
		YamlValue specValue = object.required("spec", "spec: with the rule");
		YamlObject spec = (specValue != null) ? specValue.object() : null;
		// without a name the rest is still worth reading: all problems are found in one
		// go
		RuleMetadata known = (metadata != null) ? metadata : RuleMetadata.of("", "");
		Rule rule = (spec != null) ? reader(kind).read(known, spec) : null;
		object.done();
		return (metadata != null) ? rule : null;
	}

	private static SpecReader reader(RuleKind kind) {
		return switch (kind) {
			case TRAFFIC_ROUTER -> new TrafficRouterReader();
			case VIRTUAL_WORKLOAD -> new VirtualWorkloadReader();
			case TRAFFIC_LANE -> new TrafficLaneReader();
			case FAULT_TOLERANCE_RULE -> new FaultToleranceRuleReader();
			case RATE_LIMIT_STRATEGY -> new RateLimitStrategyReader();
			case THROTTLING_STRATEGY -> new ThrottlingStrategyReader();
			case CONCURRENCY_LIMIT_STRATEGY -> new ConcurrencyLimitStrategyReader();
			case CIRCUIT_BREAKER_STRATEGY -> new CircuitBreakerStrategyReader();
			case ADAPTIVE_OVERLOAD_PROTECTION_STRATEGY -> new AdaptiveOverloadProtectionStrategyReader();
			case HTTP_REQUEST_FALLBACK_ACTION -> new HttpRequestFallbackActionReader();
		};
	}

	private static @Nullable RuleKind readKind(YamlValue apiVersionValue, String apiVersion, YamlValue kindValue,
			String kindName) {
		Optional<RuleKind> known = RuleKind.ofWireName(apiVersion + "/" + kindName);
		if (known.isPresent()) {
			return known.get();
		}
		for (RuleKind kind : RuleKind.values()) {
			if (kind.kind().equals(kindName)) {
				apiVersionValue.error("\"" + YamlValue.shown(apiVersion) + "\" is not the apiVersion of " + kindName,
						"write apiVersion: " + kind.apiVersion());
				return null;
			}
		}
		List<String> kinds = Arrays.stream(RuleKind.values()).map(RuleKind::kind).toList();
		String guess = Spelling.closest(kindName, kinds);
		kindValue.error("unknown kind \"" + YamlValue.shown(kindName) + "\"",
				(guess != null) ? "did you mean " + guess + "?" : "write one of " + String.join(", ", kinds));
		return null;
	}

	private @Nullable RuleMetadata readMetadata(YamlObject object) {
		YamlValue value = object.required("metadata", "metadata: {name: ...}");
		YamlObject metadata = (value != null) ? value.object() : null;
		if (metadata == null) {
			return null;
		}
		YamlValue nameValue = metadata.required("name", "the name of the rule");
		String name = (nameValue != null) ? readName(nameValue) : null;
		YamlValue namespaceValue = metadata.get("namespace");
		String namespace = (namespaceValue != null) ? readName(namespaceValue) : this.defaultNamespace;
		Map<String, String> labels = metadata.textMap("labels");
		return (name != null && namespace != null) ? new RuleMetadata(namespace, name, labels) : null;
	}

	/**
	 * Reads the name of a rule or of a namespace.
	 * @param value the value
	 * @return the name, or {@code null} when it is reported
	 */
	static @Nullable String readName(YamlValue value) {
		String name = value.nonEmptyText();
		if (name != null && !isName(name)) {
			value.error("\"" + YamlValue.shown(name) + "\" is not a name",
					"use at most " + MAX_NAME_LENGTH + " characters, without spaces and '/'");
			return null;
		}
		return name;
	}

	private static boolean isName(String text) {
		return !text.isEmpty() && text.length() <= MAX_NAME_LENGTH
				&& text.chars().noneMatch((c) -> c <= ' ' || c == '/' || c == 0x7F);
	}

	private static boolean isOurs(String apiVersion) {
		int slash = apiVersion.indexOf('/');
		String group = (slash >= 0) ? apiVersion.substring(0, slash) : "";
		return group.equals(GROUP) || group.endsWith("." + GROUP);
	}

	private Identity identity(YamlObject object) {
		String kind = plainText(object, "kind");
		YamlValue metadataValue = object.raw("metadata");
		YamlObject metadata = (metadataValue != null && metadataValue.isObject())
				? new YamlObject((MappingNode) metadataValue.node(), "", new Problems(this.source, 0)) : null;
		String name = (metadata != null) ? plainText(metadata, "name") : null;
		String namespace = (metadata != null) ? plainText(metadata, "namespace") : null;
		if (name == null || !isName(name)) {
			return new Identity(kind, null, null);
		}
		return new Identity(kind, (namespace != null) ? namespace : this.defaultNamespace, name);
	}

	private static @Nullable String plainText(YamlObject object, String key) {
		YamlValue value = object.raw(key);
		String text = (value != null && value.isText()) ? value.text() : null;
		return (text != null && !text.isEmpty()) ? text : null;
	}

	private record Identity(@Nullable String kind, @Nullable String namespace, @Nullable String name) {
	}

}
