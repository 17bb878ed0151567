package io.opensergo.spring.loadbalancer;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Holds the arrows of the architecture for the LoadBalancer integration.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.opensergo.spring.loadbalancer");

	@Test
	void integrationKnowsCoreAndItsHostOnly() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.opensergo.core..", "io.opensergo.spring.loadbalancer..", "java..", "org.jspecify..",
					"reactor.core..", "org.reactivestreams..", "reactor.util..", "org.springframework.beans..",
					"org.springframework.cache..", "org.springframework.core..", "org.springframework.http..",
					"org.springframework.util..", "org.springframework.cloud.client..",
					"org.springframework.cloud.kubernetes.commons.discovery..",
					"org.springframework.cloud.loadbalancer..")
			.check(CLASSES);
	}

	@Test
	void integrationMakesNoBeans() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.context.annotation..", "org.springframework.boot..")
			.check(CLASSES);
	}

}
