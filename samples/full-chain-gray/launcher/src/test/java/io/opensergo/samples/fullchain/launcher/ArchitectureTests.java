package io.opensergo.samples.fullchain.launcher;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The launcher sees the demo as its users do: from outside.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.opensergo.samples");

	@Test
	void launcherKnowsNeitherSpringNorOpenSergo() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.opensergo.core..", "io.opensergo.client..",
					"io.opensergo.controlplane..", "io.opensergo.spring..")
			.check(CLASSES);
	}

}
