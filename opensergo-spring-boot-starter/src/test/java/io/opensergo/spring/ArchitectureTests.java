package io.opensergo.spring;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Holds the arrows of the architecture for the starter.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.opensergo.spring");

	@Test
	void starterDoesNotKnowTheControlPlane() {
		noClasses().should().dependOnClassesThat().resideInAPackage("io.opensergo.controlplane..").check(CLASSES);
	}

	@Test
	void onlyAutoConfigurationMakesBeans() {
		noClasses().that()
			.resideOutsideOfPackage("io.opensergo.spring.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.context.annotation..", "org.springframework.boot.autoconfigure..",
					"io.opensergo.spring.autoconfigure..")
			.check(CLASSES);
	}

	@Test
	void propagationKnowsNeitherLoadBalancerNorGatewayIntegration() {
		noClasses().that()
			.resideInAPackage("io.opensergo.spring.propagation..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.opensergo.spring.loadbalancer..", "io.opensergo.spring.gateway..",
					"io.opensergo.client..")
			.check(CLASSES);
	}

	@Test
	void beanMethodsAreNotPublic() {
		methods().that().areAnnotatedWith(Bean.class).should().notBePublic().check(CLASSES);
	}

	@Test
	void publicConfigurationClassesAreFinal() {
		classes().that()
			.resideInAPackage("io.opensergo.spring.autoconfigure")
			.and()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.should()
			.haveModifier(JavaModifier.FINAL)
			.check(CLASSES);
	}

}
