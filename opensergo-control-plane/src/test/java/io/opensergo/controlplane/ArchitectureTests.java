package io.opensergo.controlplane;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Tests for the arrows of this module.
 */
class ArchitectureTests {

	private final JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.opensergo.controlplane");

	@Test
	void moduleWhenLookedAtDoesNotKnowTheStarter() {
		noClasses().should().dependOnClassesThat().resideInAPackage("io.opensergo.spring..").check(this.classes);
	}

	@Test
	void packagesWhenNotBootDoNotKnowSpring() {
		noClasses().that()
			.resideOutsideOfPackage("io.opensergo.controlplane.boot..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(this.classes);
	}

	@Test
	void serverWhenLookedAtDoesNotKnowTheCommandLine() {
		noClasses().that()
			.resideInAPackage("io.opensergo.controlplane.server..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.opensergo.controlplane.command..", "io.opensergo.controlplane.boot..", "picocli..")
			.check(this.classes);
	}

	@Test
	void explainAndReportWhenLookedAtDoNotKnowGrpc() {
		noClasses().that()
			.resideInAnyPackage("io.opensergo.controlplane.explain..", "io.opensergo.controlplane.report..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.grpc..", "io.opensergo.protocol..", "picocli..")
			.check(this.classes);
	}

}
