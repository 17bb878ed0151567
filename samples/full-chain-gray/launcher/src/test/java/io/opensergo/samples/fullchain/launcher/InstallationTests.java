package io.opensergo.samples.fullchain.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Installation}.
 */
class InstallationTests {

	@TempDir
	Path root;

	private Path home;

	@BeforeEach
	void layOut() throws IOException {
		this.home = this.root.resolve("samples/full-chain-gray");
		Files.createDirectories(this.home.resolve("rules"));
		Files.createDirectories(this.home.resolve("scenes"));
	}

	@Test
	void locateFindsTheSampleAboveTheJar() {
		Path jar = this.home.resolve("launcher/target/full-chain-gray.jar");
		assertThat(Installation.locate(jar.toString()).home()).isEqualTo(this.home);
		assertThat(Installation.locate(jar + File.pathSeparator + "other.jar").home()).isEqualTo(this.home);
	}

	@Test
	void locateWhenTheJarWasMovedSaysWhereItBelongs() {
		assertThatExceptionOfType(DemoException.class)
			.isThrownBy(() -> Installation.locate(this.root.resolve("full-chain-gray.jar").toString()))
			.withMessageContaining("samples/full-chain-gray/launcher/target");
	}

	@Test
	void controlPlaneFindsTheJarOfAnyVersion() throws IOException {
		Path target = Files.createDirectories(this.root.resolve("opensergo-control-plane/target"));
		Files.createFile(target.resolve("opensergo-control-plane-1.2.3-sources.jar"));
		Path jar = Files.createFile(target.resolve("opensergo-control-plane-1.2.3.jar"));
		assertThat(new Installation(this.home).controlPlane()).isEqualTo(jar);
	}

	@Test
	void applicationWhenNotBuiltSaysHowToBuild() {
		assertThatExceptionOfType(DemoException.class)
			.isThrownBy(() -> new Installation(this.home).application("order"))
			.withMessageContaining("order.jar")
			.withMessageContaining("mvn package");
	}

}
