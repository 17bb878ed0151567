package io.opensergo.client;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Holds the arrows of the architecture.
 */
class ArchitectureTests {

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.opensergo.client");

	@Test
	void clientDependsOnCoreAndProtocolOnly() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.opensergo.client..", "io.opensergo.core..", "io.opensergo.protocol..", "io.grpc..",
					"io.netty.handler.ssl..", "javax.net.ssl..", "com.google.protobuf..", "com.google.gson..",
					"com.google.re2j..", "org.slf4j..", "org.jspecify..", "java..")
			.check(this.classes);
	}

	@Test
	void clientKnowsNoSpring() {
		noClasses().should().dependOnClassesThat().resideInAnyPackage("org.springframework..").check(this.classes);
	}

	@Test
	void codecKnowsNoConnection() {
		noClasses().that()
			.resideInAPackage("io.opensergo.client.codec")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.opensergo.client")
			.check(this.classes);
	}

}
