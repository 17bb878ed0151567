package io.opensergo.samples.fullchain.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RulesFolder}.
 */
class RulesFolderTests {

	@TempDir
	Path temp;

	private Path source;

	private RulesFolder folder;

	@BeforeEach
	void copy() throws IOException {
		this.source = Files.createDirectory(this.temp.resolve("source"));
		Files.writeString(this.source.resolve("lane.yaml"), "user: 1");
		this.folder = RulesFolder.copyOf(this.source, this.temp.resolve("copy"));
	}

	@Test
	void editChangesTheCopyOnly() throws IOException {
		this.folder.edit("lane.yaml", "1", "2");
		assertThat(this.folder.path().resolve("lane.yaml")).hasContent("user: 2");
		assertThat(this.source.resolve("lane.yaml")).hasContent("user: 1");
	}

	@Test
	void editWhenTextIsMissingSaysWhere() {
		assertThatExceptionOfType(DemoException.class).isThrownBy(() -> this.folder.edit("lane.yaml", "3", "4"))
			.withMessageContaining("lane.yaml has no 3");
	}

	@Test
	void removeTakesAnAddedFileAway() throws IOException {
		Path router = Files.writeString(this.temp.resolve("router.yaml"), "weight: 10");
		this.folder.add(router);
		assertThat(this.folder.path().resolve("router.yaml")).hasContent("weight: 10");
		this.folder.remove(router);
		assertThat(this.folder.path().resolve("router.yaml")).doesNotExist();
		assertThat(router).exists();
	}

}
