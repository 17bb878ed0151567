package io.opensergo.spring.sentinel;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Holds the arrows of the architecture for the Sentinel integration.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.opensergo.spring.sentinel");

	@Test
	void integrationKnowsNeitherGatewayNorLoadBalancer() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.opensergo.spring.gateway..", "io.opensergo.spring.loadbalancer..",
					"io.opensergo.client..", "org.springframework.cloud..")
			.allowEmptyShould(true)
			.check(CLASSES);
	}

}
