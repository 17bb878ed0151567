package io.opensergo.core;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * Holds the arrows of the architecture for the core.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.opensergo.core");

	@Test
	void coreKnowsPlainJavaOnly() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.opensergo.core..", "java..", "com.google.re2j..", "org.jspecify..", "org.slf4j..",
					"org.yaml.snakeyaml..")
			.check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching("io.opensergo.core.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

}
