package io.opensergo.controlplane.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.opensergo.client.codec.RouteConfigurationJson;
import io.opensergo.core.route.Caller;
import io.opensergo.core.rule.Rejection;
import io.opensergo.core.rule.Rejection.Severity;
import io.opensergo.core.rule.RouteConfiguration;
import io.opensergo.core.source.RuleDocument;
import io.opensergo.core.source.RuleSet;
import io.opensergo.core.yaml.RuleReader;

/**
 * Reads the rule files that a command line names: once, without watching. Whatever is
 * wrong with a path or a file is reported as what is wrong with a document.
 */
final class RuleFiles {

	/**
	 * The largest rule file in bytes.
	 */
	private static final int MAX_BYTES = 8 * 1024 * 1024;

	private static final int MAX_DEPTH = 32;

	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private final RuleReader reader = new RuleReader(Caller.DEFAULT_NAMESPACE);

	private final List<RuleDocument> documents = new ArrayList<>();

	private final List<RouteConfiguration> routeConfigurations = new ArrayList<>();

	private int files;

	/**
	 * Reads files and folders.
	 * @param paths the paths as given by the user
	 * @return what they hold; a path that cannot be read is a rejection
	 */
	LoadedRules load(List<Path> paths) {
		for (Path path : paths) {
			if (Files.isDirectory(path)) {
				loadFolder(path);
			}
			else {
				loadFile(path);
			}
		}
		return new LoadedRules(this.files, this.documents, this.routeConfigurations);
	}

	private void loadFolder(Path folder) {
		try {
			List<Path> found = ruleFilesIn(folder);
			if (found.isEmpty()) {
				report(folder.toString(), new Rejection(Severity.WARNING, null, null, null, folder.toString(), 0, 0, "",
						"the folder has no rule file", "name rule files *.yaml, *.yml or *.json"));
			}
			found.forEach(this::loadFile);
		}
		catch (IOException | UncheckedIOException ex) {
			unreadable(folder, FileProblem.of(ex), "check the folder and its permissions");
		}
	}

	private static List<Path> ruleFilesIn(Path folder) throws IOException {
		try (Stream<Path> tree = Files.walk(folder, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
			return tree.filter((path) -> isRuleFile(folder.relativize(path)))
				.filter(Files::isRegularFile)
				.sorted()
				.toList();
		}
	}

	private static boolean isRuleFile(Path relative) {
		for (Path part : relative) {
			if (part.toString().startsWith(".")) {
				return false;
			}
		}
		String name = relative.toString().toLowerCase(Locale.ROOT);
		return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
	}

	private void loadFile(Path file) {
		try (InputStream input = Files.newInputStream(file)) {
			byte[] bytes = input.readNBytes(MAX_BYTES + 1);
			if (bytes.length > MAX_BYTES) {
				unreadable(file, "it is larger than " + MAX_BYTES + " bytes", "split it into several files");
				return;
			}
			loadText(file.toString(), text(bytes));
			this.files++;
		}
		catch (IOException ex) {
			unreadable(file, FileProblem.of(ex), "check the path and the file");
		}
	}

	private static String text(byte[] bytes) throws CharacterCodingException {
		String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
	}

	private void loadText(String source, String text) {
		EnvoyDocuments envoy = EnvoyDocuments.in(text);
		this.documents.addAll(this.reader.readDocuments(source, envoy.others()));
		envoy.configurations().forEach((document) -> loadConfiguration(source, document));
	}

	private void loadConfiguration(String source, EnvoyDocuments.Document document) {
		try {
			RuleSet set = new RouteConfigurationJson(Caller.DEFAULT_NAMESPACE).read(source, document.json());
			set.rejections().forEach((rejection) -> report(source, placed(rejection, document.line())));
			set.rules().forEach((rule) -> this.routeConfigurations.add((RouteConfiguration) rule));
		}
		catch (IllegalArgumentException ex) {
			report(source, new Rejection(Severity.ERROR, null, null, null, source, document.line(), 1, "",
					"the Envoy RouteConfiguration has no JSON form (" + ex.getMessage() + ")", "mend the document"));
		}
	}

	private static Rejection placed(Rejection rejection, int line) {
		return (rejection.line() > 0) ? rejection
				: new Rejection(rejection.severity(), rejection.kind(), rejection.namespace(), rejection.name(),
						rejection.source(), line, 1, rejection.path(), rejection.reason(), rejection.fix());
	}

	private void unreadable(Path path, String problem, String fix) {
		this.documents.add(RuleDocument.unreadable(path.toString(), "it cannot be read (" + problem + ")", fix));
	}

	private void report(String source, Rejection rejection) {
		this.documents.add(new RuleDocument(source, rejection.line(), null, null, null, null, List.of(rejection)));
	}

}
