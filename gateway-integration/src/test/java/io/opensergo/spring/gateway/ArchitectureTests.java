package io.opensergo.spring.gateway;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * Holds the arrows of the architecture for the Gateway integration.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.opensergo.spring.gateway");

	@Test
	void integrationKnowsCoreAndItsHostOnly() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.opensergo.core..", "io.opensergo.spring.gateway..", "java..", "org.jspecify..",
					"reactor.core..", "reactor.util..", "reactor.netty..", "io.netty..", "org.reactivestreams..",
					"org.springframework.core..", "org.springframework.http..", "org.springframework.web..",
					"org.springframework.cloud.gateway..", "org.springframework.cloud.client..", "io.micrometer..",
					"org.slf4j..", "jakarta.servlet..")
			.check(CLASSES);
	}

}
